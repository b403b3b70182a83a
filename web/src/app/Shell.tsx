/** Rail and room on a desktop, room and tab bar on a phone. */
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useIsPhone } from "./appearance";
import { Rail, TabBar } from "./nav";
import css from "./Shell.module.css";

/** On a phone the tab bar belongs to the first pane of a room; deeper panes have the whole screen. */
const deep = [/^\/messages\/./, /^\/members\/./];

export function Shell() {
  const phone = useIsPhone();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bar = phone && !deep.some((pattern) => pattern.test(path));
  return (
    <div className={phone ? css.phone : css.desktop}>
      {!phone && <Rail />}
      <main className={css.room}>
        <Outlet />
      </main>
      {bar && <TabBar />}
    </div>
  );
}
