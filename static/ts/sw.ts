/**
 * The tablet's service worker. Two rules: built files come from the cache, because their names
 * change with their content; the page comes from the network, and from the cache after three
 * seconds of silence. It never touches marks.
 */
export {};
declare const self: ServiceWorkerGlobalScope;
declare const BUILD_VERSION: string;
declare const BUILD_FILES: Record<string, string>;

const CACHE = `leitai-tablet-${BUILD_VERSION}`;
const PAGE = "/tablet";
const BUILT = "/static/dist/";
const WAIT_MS = 3_000;
const SHELL = ["tablet.js", "main.css", "fonts.css", "icons.svg"];

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const files = SHELL.flatMap((name) => BUILD_FILES[name] ?? []);
  await cache.addAll(files.map((name) => BUILT + name));
  // The digits' font is named by the style sheet alone.
  const fonts = await cache.match(BUILT + (BUILD_FILES["fonts.css"] ?? ""));
  const latin = (await fonts?.text())?.match(/\/static\/dist\/inter-latin[\w-]+\.woff2/);
  if (latin) await cache.add(latin[0]);
  // Signed out, the page is a refusal: it must not become the shell.
  const page = await fetch(PAGE, { credentials: "same-origin" });
  if (page.ok && !page.redirected) await cache.put(PAGE, page);
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("leitai-tablet-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function built(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const fresh = await fetch(request).catch(() => Response.error());
  if (fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT_MS);
  try {
    const fresh = await fetch(request, { signal: stop.signal });
    if (fresh.ok && !fresh.redirected) await cache.put(PAGE, fresh.clone());
    if (fresh.status < 500) return fresh;
    return (await cache.match(PAGE)) ?? fresh;
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (pathname.startsWith(BUILT)) event.respondWith(built(request));
});
