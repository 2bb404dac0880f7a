// What the desk does better with scripts: nobody leaves by accident what is not saved.
"use strict";
(() => {
  const typed = "textarea, input:not([type=hidden], [type=submit], [type=button])";
  const forms = [...document.querySelectorAll("main form[method=post]:not(#changelist-form)")];
  const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  // A form that was refused, and one that could not be sent for want of a session, hold what is not saved already.
  const begun = (form) => form.matches("[data-unsaved]") || (form.querySelector(typed) && document.querySelector(".errornote, .errorlist"));
  const first = new Map(forms.map((form) => [form, begun(form) ? "" : state(form)]));
  let leaving = false;
  forms.forEach((form) => form.addEventListener("submit", () => { leaving = true; }));
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && forms.some((form) => state(form) !== first.get(form))) event.preventDefault();
  });

  // The button that publishes at a moment says which; one that keeps a draft says that it does not
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

  // The session has ended: the preview is the first to know
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status !== 401 || document.getElementById("logget-ud")) return;
    const words = "Du er logget ud. Det, du har skrevet, står her endnu. Gem det, så kan du logge ind først.";
    const note = Object.assign(document.createElement("p"), { id: "logget-ud", className: "errornote", textContent: words });
    note.setAttribute("role", "alert");
    forms[0]?.prepend(note);
  });
})();
