// The network first, then what is kept: whole public answers only.
"use strict";
const STORE = "portal-1";
const LIST = "/offline/sider.json";
const SEARCH = "/offline/";
const KEPT_AT = "x-kept-at";
const MARK = "x-mark";
const APART = /^\/(admin|om\/design)/;
const wait = (time) => new Promise((done) => setTimeout(done, time));
const isPublic = (answer) => answer.status === 200 && !answer.redirected && /public/.test(answer.headers.get("cache-control"));

const keep = async (address, answer, mark = "") => {
  if (!isPublic(answer)) return;
  const headers = new Headers(answer.headers);
  headers.delete("vary");
  headers.set(KEPT_AT, Date.now());
  headers.set(MARK, mark);
  const body = await answer.blob();
  await (await caches.open(STORE)).put(address, new Response(body, { headers }));
};

{# What is new by the list's mark. #}
const collect = async () => {
  const store = await caches.open(STORE);
  const before = await store.match(LIST);
  if (before && Date.now() - before.headers.get(KEPT_AT) < 6e5) return;
  const answer = await fetch(LIST, { cache: "no-cache" });
  const { mark, pages, files } = await answer.clone().json();
  for (const address of [...files, ...pages]) {
    const held = await store.match(address);
    if (held && (files.includes(address) || held.headers.get(MARK) === mark)) continue;
    await keep(address, await fetch(address, { cache: "no-cache" }), mark);
    await wait(100);
  }
  for (const { url } of await store.keys()) {
    if (![LIST, ...files, ...pages].includes(new URL(url).pathname)) await store.delete(url);
  }
  await keep(LIST, answer);
};

const marked = async (held, reason) => {
  const at = new Date(Number(held.headers.get(KEPT_AT))).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });
  const notice = `<p class="notice notice-warning" role="status">Hentet ${at}. ${reason}</p>`;
  return new Response((await held.text()).replace("<main", `${notice}<main`), { headers: held.headers });
};
const page = async (url, line) => {
  const store = await caches.open(STORE);
  const searches = url.pathname === "/soeg/" || url.searchParams.has("q");
  const held = await store.match(searches ? SEARCH : url.pathname);
  try {
    return await (held && !searches ? Promise.race([line, wait(4000)]) : line) ?? marked(held, "Forbindelsen er langsom lige nu.");
  } catch (fault) {
    const rest = held ?? await store.match(SEARCH);
    if (!rest) throw fault;
    return marked(rest, "Du er uden forbindelse.");
  }
};
const asked = async (request, url) => {
  const answer = await fetch(request);
  if (!url.search && url.pathname !== "/soeg/" && /html/.test(answer.headers.get("content-type"))) await keep(url.pathname, answer.clone());
  return answer;
};
const file = async (request) => await caches.match(request, { cacheName: STORE }) ?? fetch(request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== STORE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => event.waitUntil(collect().catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("HX-Request") || APART.test(url.pathname)) return;
  {# The whole guide on one page: what it holds is kept page by page, and it comes to its reader as it is sent. #}
  if (url.pathname === "/print/" && navigator.onLine) return;
  if (request.mode === "navigate") {
    const line = asked(request, url);
    event.waitUntil(line.catch(() => {}));
    event.respondWith(page(url, line));
  } else if (/\.[0-9a-f]{12}\./.test(url.pathname)) event.respondWith(file(request));
  else if (url.pathname.startsWith("/offline/")) event.respondWith(fetch(request).catch(() => file(request)));
});
