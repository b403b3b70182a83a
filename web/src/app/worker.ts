/** The service worker of this page: registered once the page stands; a new version waits until the person agrees. */
import i18next from "i18next";
import { toast } from "@/kit/toast";
import { router } from "./router";

/** The page first: what the worker fetches is for the next time. */
const AFTER = 1_500;
const LOOK_AGAIN = 60 * 60_000;
const AT_MOST = 3_000;

let agreed = false;

export function startWorker(): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker || import.meta.env.DEV) return;
  serviceWorker.addEventListener("message", (event) => {
    const said = event.data as { t?: string; url?: string } | null;
    if (said?.t === "open" && said.url?.startsWith("/")) void router.navigate({ href: said.url });
  });
  setTimeout(() => void register(serviceWorker), AFTER);
}

async function register(container: ServiceWorkerContainer): Promise<void> {
  let registration: ServiceWorkerRegistration | undefined;
  try {
    registration = await container.register("/sw.js");
  } catch {
    // Without it the product works as long as the line does.
  }
  if (!registration) return;
  if (registration.waiting && container.controller) offer(registration.waiting, registration);
  registration.addEventListener("updatefound", () => follow(registration, container));
  // Another tab agreed: this one still runs the version before, until it is loaded anew.
  const had = container.controller !== null;
  container.addEventListener("controllerchange", () => {
    if (agreed) window.location.reload();
    else if (had) say(() => window.location.reload());
  });
  lookAgain(registration);
}

function follow(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
  const worker = registration.installing;
  worker?.addEventListener("statechange", () => {
    // The first one of all has nothing to replace.
    if (worker.state === "installed" && container.controller) offer(worker, registration);
  });
}

function offer(worker: ServiceWorker, registration: ServiceWorkerRegistration): void {
  say(() => {
    agreed = true;
    worker.postMessage("take over");
    // What the version before has in hand may hold the change up, for minutes: then the page comes from the server, and
    // the worker anew with it.
    setTimeout(() => void registration.unregister().then(() => window.location.reload()), AT_MOST);
  });
}

function say(act: () => void): void {
  const label = i18next.t("app:update.reload");
  toast(i18next.t("app:update.ready"), { lasting: "update", undo: { label, act } });
}

/** Tabs stay open for days. */
function lookAgain(registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" || Date.now() - last < LOOK_AGAIN) return;
    last = Date.now();
    // No line now: the next look will do.
    void registration.update().catch(() => undefined);
  });
}
