import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { Dialog } from "@/kit/Dialog";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { Content, Fact } from "../calls";
import css from "../content/content.module.css";
import { votersOf } from "../model/around";

interface Props {
  fact: Fact;
  poll: Extract<Content, { kind: "poll" }>;
  close: () => void;
}

/** Who chose what. */
export default function Voters({ fact, poll, close }: Props) {
  const { t } = useTranslation("messaging");
  const key = ["conversation", fact.conversation_id, "votes", fact.seq, fact.votes?.counts.join()];
  const found = useQuery({ queryKey: key, queryFn: () => votersOf(fact) });
  return (
    <Dialog title={poll.question} close={close}>
      {found.isPending && <Skeleton rows={4} />}
      {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <EmptyState title={t("poll.nobody")} />}
      {found.data && found.data.items.length > 0 && (
        <ul className={css.people} aria-label={t("poll.who")}>
          {found.data.items.map((one) => (
            <li key={one.person_id}>
              <PersonAvatar id={one.person_id} name={one.name} src={one.avatar ?? null} size={28} />
              <span>{one.name}</span>
              <span>{one.options.map((option) => poll.options[option]).join(t("fact.comma"))}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
