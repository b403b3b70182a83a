import { describe, expect, it } from "vitest";
import type { Me } from "./me";
import { newsOf } from "./standing";

const school = { id: "s", name: "铎声中学", kind: "company" };
const member = { organisation: school, member_id: "m", name: "何川", main_admin: false, powers: [] };

function me(change: Partial<Me>): Me {
  return { id: "p", memberships: [], invitations: 0, halted: [], ...change } as unknown as Me;
}

describe("what became of one's memberships", () => {
  const inside = me({ memberships: [member] });
  const suspended = me({ halted: [{ organisation: school, state: "suspended", at: null }] });
  const left = me({ halted: [{ organisation: school, state: "left", at: "2026-01-01T00:00:00Z" }] });

  it.each([
    ["nothing", inside, inside, []],
    ["suspended", inside, suspended, ["suspended"]],
    ["removed", inside, left, ["left"]],
    ["removed, and nothing more is told", inside, me({}), ["left"]],
    ["let in again", suspended, inside, ["back"]],
    ["invited anew after having left: no news of this kind", left, inside, []],
  ])("%s", (_, before, now, said) => expect(newsOf(before, now).map((one) => one.what)).toEqual(said));
});
