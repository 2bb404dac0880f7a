// What is new since the last visit. When that was is stored in this browser alone.
"use strict";
(() => {
  const { all, load, since } = portal;
  const showNew = (list, most) => {
    const fresh = [...list?.children ?? []].filter((item) => Date.parse(item.dataset.at) > since);
    const day = new Date(since).toLocaleDateString("da-DK", { day: "numeric", month: "long", year: "numeric" });
    if (most) list?.replaceChildren(...fresh.slice(0, most));
    else fresh.forEach((item) => item.classList.add("is-new"));
    all("[data-since-note]").forEach((note) => {
      note.hidden = false;
      note.textContent = `${fresh.length || "Ingen"} ${fresh.length === 1 ? "ændring" : "ændringer"} siden dit sidste besøg den ${day}.`;
    });
  };
  const lately = document.getElementById("siden-sidst");
  if (lately) {
    lately.hidden = false;
    lately.addEventListener("htmx:afterSwap", () => showNew(lately.querySelector("[data-since]"), 5));
    // HTMX must come when the page is complete, or it does not see it
    const fetchNews = () => load("htmx").then(() => htmx.trigger(lately.querySelector("[data-hx-get]"), "siden"));
    if (document.readyState === "complete") fetchNews();
    else addEventListener("load", fetchNews);
  } else {
    all("[data-since]").forEach((list) => showNew(list));
  }
})();
