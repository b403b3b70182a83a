/** Addresses of the product. Rooms name their screens; each screen is a chunk of its own. */
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { closeOver } from "@/kit/layers";
import { part } from "@/kit/part";
import { Crash, NotFound, Splash, Waiting } from "./fallbacks";
import { loadWords } from "./i18n";
import { askWhoIsHere } from "./kept-me";
import { finishLeaving, isLeaving } from "./leaving";
import { deploymentQuery, queries } from "./me";
import { Problem } from "./problem";
import type { Screen } from "./screens";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash });

/** Guests are shown the door: the first visit to /welcome, everybody else to /sign-in, and back afterwards. */
async function signedIn(next: string): Promise<void> {
  if (isLeaving()) {
    await finishLeaving();
    throw redirect({ to: "/sign-in" });
  }
  try {
    await askWhoIsHere();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    const { founded } = await queries.ensureQueryData(deploymentQuery);
    if (!founded) throw redirect({ to: "/welcome" });
    throw redirect({ to: "/sign-in", search: next === "/" || next === "/messages" ? {} : { next } });
  }
}

const Shell = part(() => import("./Shell"));

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: ({ location }) => signedIn(location.href),
  loader: Shell.ready,
  component: Shell,
  pendingComponent: Splash,
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/messages" });
  },
});

/** A screen with its words; loaded when it is opened, or before while the device has nothing else to do. */
function partOf(screen: Screen) {
  const load = async () => {
    const [found] = await Promise.all([screen.load(), loadWords(screen.words)]);
    return found;
  };
  const rare = screen.bare === true || screen.path.startsWith("/admin");
  return part(load, { waiting: <Waiting />, cold: rare });
}

function routeOf(screen: Screen, parent: typeof root | typeof shell) {
  const Shown = partOf(screen);
  return createRoute({
    getParentRoute: () => parent as typeof root,
    path: screen.path,
    validateSearch: screen.search ?? ((raw: Record<string, unknown>) => raw),
    // What is only pointed at may fail in silence.
    loader: ({ preload }) => (preload ? Shown.warm().catch(() => undefined) : Shown.ready()),
    component: Shown,
  });
}

/** An address that leads nowhere keeps the rail, and with it the way on. */
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

const rooms = import.meta.glob<Screen[]>("../rooms/*/routes.ts", { eager: true, import: "screens" });
const all = Object.values(rooms).flat();
const inside = all.filter((screen) => !screen.bare).map((screen) => routeOf(screen, shell));
const bare = all.filter((screen) => screen.bare).map((screen) => routeOf(screen, root));

export const router = createRouter({
  routeTree: root.addChildren([start, shell.addChildren([...inside, nowhere]), ...bare]),
  defaultPreload: "intent",
  defaultPendingMs: 300,
  // What is here is shown; a skeleton is no end in itself.
  defaultPendingMinMs: 0,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});

/** Back closes what lies over the page; only then does it leave the page. */
export function startBack(): void {
  router.history.block({
    blockerFn: ({ action }) => (action === "BACK" || action === "GO") && closeOver(),
    enableBeforeUnload: false,
  });
}
