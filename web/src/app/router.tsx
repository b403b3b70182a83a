/** Addresses of the product. Rooms name their screens; each screen is a chunk of its own. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import i18next from "i18next";
import { screens as accounts } from "@/rooms/accounts/routes";
import { screens as files } from "@/rooms/files/routes";
import { screens as messaging } from "@/rooms/messaging/routes";
import { screens as organisations } from "@/rooms/organisations/routes";
import { screens as search } from "@/rooms/search/routes";
import { Crash, NotFound, Splash, Waiting } from "./fallbacks";
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

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: ({ location }) => signedIn(location.href),
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
  pendingComponent: Splash,
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/messages" });
  },
});

function routeOf(screen: Screen, parent: typeof root | typeof shell) {
  return createRoute({
    getParentRoute: () => parent as typeof root,
    path: screen.path,
    validateSearch: screen.search ?? ((raw: Record<string, unknown>) => raw),
    loader: () => i18next.loadNamespaces(screen.words),
    component: lazyRouteComponent(screen.load),
  });
}

const all = [...messaging, ...files, ...accounts, ...organisations, ...search];
const inside = all.filter((screen) => !screen.bare).map((screen) => routeOf(screen, shell));
const bare = all.filter((screen) => screen.bare).map((screen) => routeOf(screen, root));

export const router = createRouter({
  routeTree: root.addChildren([start, shell.addChildren(inside), ...bare]),
  defaultPreload: "intent",
  defaultPendingMs: 300,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});
