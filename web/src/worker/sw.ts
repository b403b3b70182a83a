/**
 * The service worker: gives the built shell without a line, and opens what a notification speaks of. It sees requests
 * to the API go by and touches none of them: what is personal is kept by the vault, sealed, and by nobody else.
 */
declare const self: ServiceWorkerGlobalScope;
/** Written in by the build: every file of the shell, and a name for them all together. */
declare const __SHELL__: { version: string; files: string[] };

const SHELLS = "tocsin-shell-";
const CACHE = SHELLS + __SHELL__.version;
const PAGE = "/index.html";
const AT_ONCE = 8;
const TRIES = 3;
/** Milliseconds before what failed is asked for again. */
const PAUSE = 1_000;
/** Addresses that are the server's own and no screen of the client. */
const SERVERS = /^\/(api|health|docs|metrics|openapi\.json|schema)(\/|$)/;
const files = new Set(__SHELL__.files);

/** A file whose name holds a hash of what is in it is the same in every version. */
const hashed = (path: string) => path.startsWith("/assets/");

async function add(cache: Cache, path: string): Promise<void> {
  const known = hashed(path) ? await caches.match(path, { ignoreVary: true }) : undefined;
  const response = known ?? (await fetch(path, { cache: hashed(path) ? "default" : "no-cache" }));
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

/** One request that a line loses, of hundreds, is no reason to wait for the next visit. */
async function addSurely(cache: Cache, path: string): Promise<void> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    try {
      return await add(cache, path);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE * tries));
    }
  }
  await add(cache, path);
}

/** All or nothing: a shell with a part missing is not installed, and the one before goes on. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const waiting = [...__SHELL__.files];
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) await addSurely(cache, path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The version before stays: a tab that still runs it may ask for one of its parts. */
async function tidy(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(SHELLS) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(PAGE, { ignoreVary: true })) ?? fetch(request);
}

async function part(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true, ignoreSearch: true })) ?? fetch(request);
}

/** The product, brought to the front where it is open, at the message; else opened there. */
async function open(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const one = windows.find((client) => client.focused) ?? windows[0];
  if (one === undefined) await self.clients.openWindow(url);
  else {
    one.postMessage({ t: "open", url });
    await one.focus();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  // Only when the person agreed to the new version: until then the old one goes on.
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || SERVERS.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (files.has(pathname) || hashed(pathname)) event.respondWith(part(request));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = (event.notification.data ?? {}) as { url?: string };
  event.waitUntil(open(url ?? "/messages"));
});

export {};
