/** What groups are in the tests of the model: random acts of running one, and what the facts of them come to. */
import { type Conversation, type Fact, SAID, type WireFact } from "../calls";
import type { ChatEvent } from "./events";

type Governed = Pick<
  Conversation,
  "role" | "admins" | "settings" | "silenced_until" | "announcement" | "requests" | "ends_at" | "open"
>;

/** What the last facts of each kind say of the group. */
export function governedOf(facts: Fact[], me: string): Governed {
  const last = (test: (fact: Fact) => boolean) => facts.findLast(test);
  const mine = (fact: Fact) => fact.subjects.includes(me);
  let role: Conversation["role"] = "member";
  for (const fact of facts) {
    if (fact.kind === "owner") role = mine(fact) ? "owner" : role === "owner" ? "member" : role;
    if (fact.kind === "admin" && mine(fact)) role = fact.on ? "admin" : "member";
  }
  const announced = last((fact) => fact.kind === "announced");
  const withdrawn = last((fact) => fact.kind === "withdrawn" && fact.target === announced?.seq);
  const end = last((fact) => fact.kind === "warned" || SAID.has(fact.kind));
  return {
    role,
    admins: last((fact) => fact.admins !== null)?.admins ?? 0,
    settings: last((fact) => fact.kind === "settings")?.settings ?? null,
    silenced_until: last((fact) => fact.kind === "silenced" && mine(fact))?.until ?? null,
    announcement:
      announced && !withdrawn
        ? {
            seq: announced.seq,
            text: announced.text ?? "",
            sender_id: announced.sender_id,
            at: announced.at,
            confirm: announced.confirm ?? false,
            confirmed: false,
            reminded_at: null,
          }
        : null,
    requests: 0,
    ends_at: end?.kind === "warned" ? end.until : null,
    open: !facts.some((fact) => fact.kind === "dissolved"),
  };
}

interface Truth {
  say: (fields: Partial<WireFact>) => Fact;
  conversation: () => Conversation;
}

/** One random act of running the group. */
export function govern(server: Truth, roll: (sides: number) => number, [sender, me]: [string, string]): ChatEvent[] {
  const say = (fields: Partial<WireFact>): ChatEvent[] => [
    { t: "message", ...server.say({ ...fields, sender_id: sender }) },
  ];
  const until = new Date(Date.UTC(2030, 0, 1 + roll(20))).toISOString();
  const who = { subjects: [["a", me][roll(2)] as string], count: 1 };
  switch (roll(7)) {
    case 0:
      return say({ kind: "admin", ...who, on: roll(2) === 0, admins: roll(4), members: 4 });
    case 1: {
      const posting = roll(2) === 0 ? ("all" as const) : ("admins" as const);
      const rest = { mentioning: "all", inviting: "all", pinning: "admins" } as const;
      return say({ kind: "settings", settings: { posting, ...rest, approval: roll(2) === 0, listed: false } });
    }
    case 2:
      return say({ kind: "silenced", ...who, until: roll(3) === 0 ? null : until });
    case 3:
      return say({ kind: "announced", text: `公告${roll(99)}`, confirm: roll(2) === 0 });
    case 4: {
      const target = server.conversation().announcement?.seq;
      return target === undefined ? [] : say({ kind: "withdrawn", target });
    }
    case 5:
      return say({ kind: "slipped", subjects: ["b"], count: 1, members: 2 + roll(9), admins: roll(3) });
    default:
      return say({ kind: "warned", until: roll(3) === 0 ? null : until });
  }
}
