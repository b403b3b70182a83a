import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { Dialog } from "@/kit/Dialog";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { Fact } from "../calls";
import css from "../content/content.module.css";
import { reactorsOf } from "../model/around";

/** Who put which emoji. */
export default function Reactors({ fact, close }: { fact: Fact; close: () => void }) {
  const { t } = useTranslation("messaging");
  const key = [
    "conversation",
    fact.conversation_id,
    "reactions",
    fact.seq,
    fact.reactions.map((one) => one.count).join(),
  ];
  const found = useQuery({ queryKey: key, queryFn: () => reactorsOf(fact) });
  return (
    <Dialog title={t("reaction.who")} close={close}>
      {found.isPending && <Skeleton rows={4} />}
      {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <EmptyState title={t("reaction.nobody")} />}
      {found.data && found.data.items.length > 0 && (
        <ul className={css.people} aria-label={t("reaction.who")}>
          {found.data.items.map((one) => (
            <li key={`${one.person_id}${one.emoji}`}>
              <PersonAvatar id={one.person_id} name={one.name} src={one.avatar ?? null} size={28} />
              <span>{one.name}</span>
              <span>{one.emoji}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
