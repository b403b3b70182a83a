/** What stands on the screen stays through a broken line, and goes when it is refused. */
import { expect, it } from "vitest";
import { isLost, Problem } from "./problem";

const offline = new Problem({ code: "offline" });
const away = new Problem({ code: "unavailable", status: 503 });
const refused = new Problem({ code: "not_found", status: 404 });

it.each([
  ["came", [], null, false],
  ["came, and the line broke when it was read again", [], offline, false],
  ["came, and the server was away when it was read again", [], away, false],
  ["came, and is refused by now", [], refused, true],
  ["never came", undefined, offline, true],
  ["was refused", undefined, refused, true],
])("what %s", (_, data, error, lost) => {
  expect(isLost({ data, error })).toBe(lost);
});
