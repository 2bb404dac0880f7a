// What every page does better with scripts; all works without. What no first visit needs is loaded where it is needed:
// HTMX, marked.js (the words of ?marker=), news.js (what is new since the last visit).
// No element of the page is held: a choice, Back and Forward put others in their place.
"use strict";
const portal = (() => {
  const { icons, ...sources } = document.currentScript.dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, attributes, html) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.innerHTML = html;
    return element;
  };
  const icon = (name) => `<svg class="icon" width="24" height="24" aria-hidden="true"><use href="${icons}#${name}"/></svg>`;
  const remembered = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const remember = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* the browser stores nothing */ }
  };
  const loading = {};
  const load = (name) => loading[name] ??= new Promise((done) => document.head.append(make("script", { src: sources[name], onload: done, onerror: done }, "")));

  // The key "/" (WCAG 2.1.4)
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[role=search] [type=search]");
    if (!search || remembered("genvej") === "fra" || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
  all("[data-shortcut]").forEach((box) => {
    box.checked = remembered("genvej") !== "fra";
    box.closest("[hidden]")?.removeAttribute("hidden");
  });
  document.addEventListener("change", ({ target: box }) => {
    if (box.matches("[data-shortcut]")) remember("genvej", box.checked ? "til" : "fra");
  });

  // The menu
  const close = (event) => {
    const menu = document.querySelector(".nav-more");
    if (!menu?.open || (event.type === "keydown" ? event.key !== "Escape" : menu.contains(event.target))) return;
    if (menu.contains(document.activeElement)) menu.firstElementChild.focus();
    menu.open = false;
  };
  ["click", "focusin", "keydown"].forEach((type) => document.addEventListener(type, close));

  // The contents
  const wide = matchMedia("(min-width: 66rem)");
  const fold = () => all(".toc details").forEach((box) => { box.open = wide.matches; });
  const listed = () => all(".toc a").map((link) => [link, document.getElementById(link.hash.slice(1))]).filter(([, target]) => target);
  const follow = () => {
    const links = listed();
    const passed = links.filter(([, target]) => target.getBoundingClientRect().top < innerHeight * 0.3).pop();
    links.forEach((pair) => pair === passed ? pair[0].setAttribute("aria-current", "true") : pair[0].removeAttribute("aria-current"));
  };
  const observer = new IntersectionObserver(follow, { rootMargin: "0px 0px -70%" });
  const watch = () => {
    observer.disconnect();
    listed().forEach(([, target]) => observer.observe(target));
  };
  wide.addEventListener("change", fold);
  document.addEventListener("click", (event) => { if (event.target.closest(".toc a")) fold(); });
  fold();
  watch();

  // Section links
  const anchor = (heading) => {
    const around = heading.closest("section[id], article[id], li[id]");
    return around?.querySelector("h2, h3") === heading ? around.id : heading.id;
  };
  const copier = make("button", { type: "button", className: "copy", title: "Kopiér link" }, `${icon("link")}<span class="visually-hidden"></span>`);
  const offerLinks = () => all(".page-main :is(h2, h3):not(.error-summary *, .hero *, .now *, .next-meeting *)").forEach((heading) => {
    const id = anchor(heading);
    if (!id || !navigator.clipboard || heading.nextElementSibling?.matches(".copy")) return;
    const button = copier.cloneNode(true);
    button.value = id;
    button.lastChild.textContent = `Kopiér link til ”${heading.textContent.trim()}”`;
    heading.after(button);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}#${button.value}`);
    say("Linket er kopieret.");
  });
  (window.requestIdleCallback ?? setTimeout)(offerLinks);

  // Words explained
  document.addEventListener("click", (event) => {
    const term = event.target.closest(".term");
    const box = term && document.getElementById(term.getAttribute("aria-describedby"))?.closest("[popover]");
    if (!box?.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    box.showPopover({ source: term });
    box.focus();
  });

  // The words of ?marker=word+word, marked where a search led
  const parameter = (name) => new URLSearchParams(location.search).get(name);
  if (parameter("marker")) load("marked");

  // Notices
  const notices = make("div", { className: "notices" }, '<p class="progress" role="status" hidden></p><div role="alert"></div>');
  document.body.append(notices);
  const [status, alert] = notices.children;
  let timer;
  const say = (words, lasting = 2500) => {
    clearTimeout(timer);
    status.textContent = words;
    status.hidden = !words;
    if (words && lasting) timer = setTimeout(say, lasting, "");
  };
  const again = ({ requestConfig: asked, elt }) => {
    alert.textContent = "";
    const [source, target] = [elt, asked.target].map((part) => part.isConnected ? part : document.getElementById(part.id));
    if (target) htmx.ajax(asked.verb, asked.path, { source, target, values: asked.parameters });
  };
  const fail = ({ detail }) => {
    say("");
    const notice = make("div", { className: "notice notice-warning" }, `${icon("warning")}<p>Det lykkedes ikke at hente. Siden er, som den var.</p><button type="button">${icon("again")}Prøv igen</button>`);
    notice.lastElementChild.addEventListener("click", () => again(detail));
    alert.replaceChildren(notice);
  };
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((type) => document.addEventListener(type, fail));
  document.addEventListener("htmx:beforeRequest", () => {
    alert.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(say, 300, "Henter …", 0);
  });
  document.addEventListener("htmx:afterRequest", () => say(""));

  // HTMX, after the first view
  if (document.querySelector("[data-hx-get]:not([hidden] *)")) {
    addEventListener("load", () => requestAnimationFrame(() => setTimeout(async () => {
      await load("htmx");
      const field = document.activeElement;
      if (field.matches("input[data-hx-get]") && field.value !== field.defaultValue) htmx.trigger(field, "typed");
    })));
  }

  // The next meeting, counted in the browser: the page may have been cached for days. The clock is Copenhagen's.
  const showWhen = () => {
    const now = new Date().toLocaleString("sv", { timeZone: "Europe/Copenhagen" });
    all("time[data-ends]").forEach((time) => {
      const { dateTime: begins, dataset: { ends, resumes } } = time;
      const days = (Date.parse(begins.slice(0, 10)) - Date.parse(now.slice(0, 10))) / 864e5;
      const near = ["i dag", "i morgen"][days] ?? `om ${days} dage`;
      if (ends <= now) time.textContent = "Mødetiden er passeret. Hent siden igen for at se det næste møde.";
      else if (begins <= now) time.textContent = `I gang nu, til kl. ${ends.slice(11).replace(/^0/, "").replace(":", ".")}`;
      else time.textContent = resumes === "" ? `Fortsætter ${near}` : `${near[0].toUpperCase()}${near.slice(1)}`;
    });
  };
  addEventListener("pageshow", showWhen);
  document.addEventListener("visibilitychange", showWhen);

  // Back and Forward: the page as it was, and in its fields what the address asks
  addEventListener("popstate", ({ state }) => { if (state?.htmx && !window.htmx) location.reload(); });
  document.addEventListener("htmx:historyRestore", () => {
    alert.textContent = "";
    all("input[data-hx-get]").forEach((field) => { field.value = parameter(field.name) ?? ""; });
    watch();
    offerLinks();
    showWhen();
  });

  // Focus after a swap
  const reachable = "a[href], button, input, select, textarea, summary";
  let place;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    place = target.contains(document.activeElement) ? all(reachable, target).indexOf(document.activeElement) : -1;
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
    watch();
    offerLinks();
    if (place >= 0 && document.activeElement === document.body) all(reachable, document.getElementById(target.id) ?? target)[place]?.focus({ preventScroll: true });
  });

  // What has been read, stored in this browser alone
  const readSections = () => new Set((remembered("laest") ?? "").split(" "));
  const showRead = () => {
    const boxes = all("[data-read]");
    const read = readSections();
    boxes.forEach((box) => { box.checked = read.has(box.dataset.read); });
    const summary = document.querySelector("[data-read-progress]");
    if (!summary) return;
    const left = boxes.filter((box) => !box.checked);
    const last = boxes.findLastIndex((box) => box.checked);
    const next = boxes.find((box, index) => index > last && !box.checked) ?? left[0];
    const minutes = Math.max(1, Math.round(left.reduce((sum, box) => sum + Number(box.dataset.words), 0) / 200));
    const [count, bar, link] = ["b", "progress", "a"].map((tag) => summary.querySelector(tag));
    count.textContent = left.length ? `Du har læst ${boxes.length - left.length} af ${boxes.length} afsnit. Der er ca. ${minutes} min. tilbage.` : "Du har læst det hele.";
    bar.value = boxes.length - left.length;
    link.hidden = !next;
    all("[data-read-reset]").forEach((button) => { button.hidden = left.length === boxes.length; });
    if (next) {
      const section = next.closest("li").querySelector("a");
      link.href = section.href;
      link.textContent = `${last < 0 ? "Begynd med" : "Fortsæt med"}: ${section.textContent}`;
    }
  };
  document.addEventListener("change", ({ target: box }) => {
    if (!box.matches("[data-read]")) return;
    const read = readSections();
    read[box.checked ? "add" : "delete"](box.dataset.read);
    remember("laest", [...read].filter(Boolean).join(" "));
    showRead();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-read-reset]") || !confirm("Vil du fjerne alle flueben?")) return;
    remember("laest", "");
    showRead();
  });
  if (document.querySelector("[data-read]")) all(".read-mark, [data-read-progress]").forEach((part) => { part.hidden = false; });
  ["pageshow", "storage"].forEach((type) => addEventListener(type, showRead));
  showRead();

  // The last visit: a visit ends after half an hour
  const now = Date.now();
  const seen = Number(remembered("set"));
  if (seen && now - seen > 18e5) remember("sidst", seen);
  remember("set", now);
  const since = Number(remembered("sidst"));
  if (since && document.querySelector("[data-since], #siden-sidst")) load("news");

  // Offline
  const worker = navigator.serviceWorker;
  if (worker && !navigator.connection?.saveData) addEventListener("load", () => setTimeout(async () => {
    const rest = worker.controller ? 0 : 4000;
    try {
      await worker.register("/sw.js");
      const { active } = await worker.ready;
      setTimeout(() => active.postMessage("hent"), rest);
    } catch { /* the browser stores nothing */ }
  }, 1000));

  return { all, load, parameter, since };
})();
