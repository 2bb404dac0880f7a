// The offline search: words by their beginnings, in what is cached.
"use strict";
(async () => {
  const field = document.getElementById("uden-linje");
  const [status, list] = ["fundet", "fund"].map((id) => document.getElementById(id));
  const fold = (text) => text.normalize("NFC").replace(/\p{Cf}/gu, "").toLowerCase().replace(/ae/g, "æ").replace(/oe/g, "ø").replace(/aa/g, "å")
    .replace(/[^\p{L}\d§]+|(?<=§)(?=\d)|(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, " ");
  const stem = (word) => word.length > 6 ? word.replace(/(er|e)?(n|t|ne)?s?$/u, "") : word;
  let index;
  try {
    index = await (await fetch(field.dataset.words)).json();
  } catch {
    status.textContent = "Søgningen er ikke hentet endnu. Åbn portalen med forbindelse først.";
    return;
  }
  const records = index.records.map(([title, area, address, others, text]) => (
    { title, area: index.areas[area], address, text, in: [title, others, text].map((part) => ` ${fold(part)}`) }
  ));
  const show = () => {
    const words = fold(field.value).trim().split(" ").filter(Boolean).map((word) => ` ${stem(word)}`);
    const hits = words.length ? records.map((record) => {
      const places = words.map((word) => record.in.findIndex((part) => part.includes(word)));
      return { record, score: places.includes(-1) ? 0 : places.reduce((sum, place) => sum + [9, 4, 1][place], 0) };
    }).filter(({ score }) => score).sort((one, other) => other.score - one.score) : [];
    const summary = hits.length === 1 ? "1 resultat" : `${hits.length || "Ingen"} resultater`;
    status.textContent = words.length ? `${summary} for ”${field.value.trim()}” i det, der er hentet.` : "Skriv, hvad du leder efter.";
    list.replaceChildren(...hits.slice(0, 30).map(({ record }) => {
      const item = list.nextElementSibling.content.cloneNode(true);
      const link = item.querySelector("a");
      link.href = record.address;
      link.textContent = record.title;
      const [where, text] = item.querySelectorAll("p");
      where.textContent = record.area;
      text.textContent = record.text.length > 180 ? `${record.text.slice(0, 180)} …` : record.text;
      return item;
    }));
  };
  field.value ||= new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
})();
