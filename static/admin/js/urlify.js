// The address that the desk proposes for a title: the rule of `portal.danish.slugify`, in the place of Django's.
"use strict";
window.URLify = (text, length) => {
  const spelled = { æ: "ae", ø: "oe", å: "aa", é: "e", ü: "y" };
  return text.normalize("NFC").replace(/(?![\t-\r\x85])[\p{Cf}\p{Cc}]/gu, "").toLowerCase()
    .replace(/[æøåéü]/g, (letter) => spelled[letter])
    .normalize("NFKD").replace(/[^\t-~]/g, "").replace(/[^a-z0-9]+/g, "-")
    .slice(0, length).replace(/^-|-$/g, "");
};
