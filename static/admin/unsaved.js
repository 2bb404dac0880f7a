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

  // The session has ended: the preview is the first to know
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status !== 401 || document.getElementById("logget-ud")) return;
    const words = "Du er logget ud. Det, du har skrevet, står her endnu. Gem det, så kan du logge ind først.";
    const note = Object.assign(document.createElement("p"), { id: "logget-ud", className: "errornote", textContent: words });
    note.setAttribute("role", "alert");
    forms[0]?.prepend(note);
  });
})();
