import { Ellipsis } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Fact } from "../calls";
import { react } from "../model/around";
import css from "./quickReactions.module.css";

const QUICK = ["👍", "👌", "🙏", "❤️", "😂", "🎉"];

/** In the row the arrows sideways move, and those up and down leave it: the menu itself would go through all of it. */
function arrows(event: KeyboardEvent<HTMLElement>): void {
  const { previousElementSibling: before, nextElementSibling: after } = event.currentTarget;
  const acts = [...(event.currentTarget.closest("[role=menu]")?.querySelectorAll(":scope > [role=menuitem]") ?? [])];
  const moves = { ArrowLeft: before, ArrowRight: after, ArrowDown: acts[0] ?? null, ArrowUp: acts.at(-1) ?? null };
  const next = moves[event.key as keyof typeof moves];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  (next as HTMLElement | null)?.focus();
}

/** The first line of a message's menu: an emoji by one press, and a way to all of them. */
export function quickReactions(fact: Fact, t: (key: string) => string, showAll: () => void) {
  const mine = new Set(fact.reactions.filter((one) => one.mine).map((one) => one.emoji));
  const quick = QUICK.map((emoji) => ({
    key: emoji,
    role: "menuitemcheckbox",
    "aria-checked": mine.has(emoji),
    "aria-label": `${t("reaction.add")} ${emoji}`,
    label: emoji,
    onKeyDown: arrows,
    onClick: () => void react(fact, emoji),
  }));
  const more = {
    key: "more",
    "aria-label": t("reaction.more"),
    label: <Ellipsis aria-hidden="true" />,
    onKeyDown: arrows,
    onClick: showAll,
  };
  return [
    { type: "group" as const, key: "reactions", className: css.quick ?? "", children: [...quick, more] },
    { type: "divider" as const, key: "below" },
  ];
}
