// The button that publishes at a moment says which; one that keeps a draft says that it does not.
"use strict";
(() => {
  const moment = document.querySelector(".publish-at input[name=publish_on]");
  const [at, ...drafts] = [document.querySelector("[name=_publish_at]"), ...document.querySelectorAll("[name=_draft]")];
  const spoken = (day) => {
    const year = day.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
    const hour = day.getMinutes() ? `${day.getHours()}.${String(day.getMinutes()).padStart(2, "0")}` : day.getHours();
    return `${day.toLocaleDateString("da-DK", { day: "numeric", month: "long", ...year })} kl. ${hour}`;
  };
  moment?.addEventListener("input", () => {
    const day = new Date(moment.value);
    at.value = `Offentliggør ${Number.isNaN(day.getTime()) ? "på tidspunktet" : spoken(day)}`;
    for (const draft of drafts) draft.value = moment.value ? "Gem kladde uden tidspunkt" : "Gem kladde";
  });

  moment?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    at.click();
  });
})();
