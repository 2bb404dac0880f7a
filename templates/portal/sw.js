// The network first, then what is kept: whole public answers only.
"use strict";
const STORE = "portal-1";
const LIST = "/offline/sider.json";
const SEARCH = "/offline/";
const KEPT_AT = "x-kept-at";
const MARK = "x-mark";
const APART = /^\/(admin|om\/design)/;
const CHOICES = 30;
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

{# What a page is kept under: its path and what is chosen on it. The words to mark change nothing in it. #}
const keyOf = ({ pathname, searchParams }) => {
  const chosen = new URLSearchParams(searchParams);
  chosen.delete("marker");
  return chosen.size ? `${pathname}?${chosen}` : pathname;
};
const list = async () => {
  const answer = await fetch(LIST, { cache: "no-cache" });
  return [await answer.clone().json(), answer];
};
{# What a short visit leaves: the start page, the page that is open, the search, and what they need. #}
const begin = async () => {
  const [{ files }] = await list();
  const open = (await self.clients.matchAll({ includeUncontrolled: true, type: "window" })).map(({ url }) => new URL(url));
  const visited = open.filter(({ pathname }) => !APART.test(pathname) && pathname !== "/soeg/").map(keyOf);
  for (const address of new Set(["/", ...visited, SEARCH, ...files])) await keep(address, await fetch(address));
};
{# What is new by the list's mark. Choices that were seen stay until the content changes, the latest of them. #}
const collect = async () => {
  const store = await caches.open(STORE);
  const before = await store.match(LIST);
  if (before && Date.now() - before.headers.get(KEPT_AT) < 6e5) return;
  const [{ mark, pages, files }, answer] = await list();
  for (const address of [...files, ...pages]) {
    const held = await store.match(address);
    if (held && (files.includes(address) || held.headers.get(MARK) === mark)) continue;
    await keep(address, await fetch(address, { cache: "no-cache" }), mark);
    await wait(100);
  }
  const listed = new Set([LIST, ...files, ...pages]);
  const others = (await store.keys()).filter(({ url }) => !listed.has(keyOf(new URL(url))));
  const choices = before?.headers.get(MARK) === mark ? others.filter(({ url }) => url.includes("?")).slice(-CHOICES) : [];
  for (const other of others) if (!choices.includes(other)) await store.delete(other);
  await keep(LIST, answer, mark);
};

const marked = async (held, notice) => {
  const text = (await held.text()).replace("<main", `<p class="notice notice-warning" role="status">${notice}</p><main`);
  return new Response(text, { headers: held.headers });
};
const dated = (held, reason) => {
  const at = new Date(Number(held.headers.get(KEPT_AT))).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });
  return marked(held, `Hentet ${at}. ${reason}`);
};
{# In the place of what is not kept. Another choice of the same page is no answer, but a way on. #}
const instead = async (store, url, searches) => {
  const rest = await store.match(SEARCH);
  if (!rest || searches) return rest && dated(rest, "Du er uden forbindelse.");
  const whole = keyOf(url) !== url.pathname && await store.match(url.pathname);
  return marked(rest, whole
    ? 'Dette valg er ikke gemt, og du er uden forbindelse. <a href=".">Se siden uden valg</a>, som den er gemt.'
    : "Siden er ikke gemt, og du er uden forbindelse.");
};
const page = async (url, line) => {
  const store = await caches.open(STORE);
  const searches = url.pathname === "/soeg/";
  const held = !searches && await store.match(keyOf(url));
  try {
    return await (held ? Promise.race([line, wait(4000)]) : line) ?? dated(held, "Forbindelsen er langsom lige nu.");
  } catch (fault) {
    const answer = await (held ? dated(held, "Du er uden forbindelse.") : instead(store, url, searches));
    if (!answer) throw fault;
    return answer;
  }
};
const asked = async (request, url) => {
  const answer = await fetch(request);
  if (url.pathname !== "/soeg/" && /html/.test(answer.headers.get("content-type"))) await keep(keyOf(url), answer.clone());
  return answer;
};
const file = async (request) => await caches.match(request, { cacheName: STORE }) ?? fetch(request);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(begin().catch(() => {}));
});
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
