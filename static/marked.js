// The words of ?marker=word+word, marked where they stand.
"use strict";
(() => {
  const words = portal.parameter("marker").match(/[\p{L}\d]{2,}/gu)?.map((word) => [...word].join("\u00ad?"));
  if (!words) return;
  const pattern = new RegExp(`(?<![\\p{L}\\d])(?:${words.join("|")})(?![\\p{L}\\d])`, "giu");
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest("nav, form, button, .visually-hidden")) texts.push(walker.currentNode);
  }
  texts.forEach((text) => [...text.data.matchAll(pattern)].reverse().forEach((match) => {
    const range = new Range();
    range.setStart(text, match.index);
    range.setEnd(text, match.index + match[0].length);
    range.surroundContents(document.createElement("mark"));
  }));
  if (!location.hash) document.querySelector("main mark")?.scrollIntoView({ block: "center" });
})();
