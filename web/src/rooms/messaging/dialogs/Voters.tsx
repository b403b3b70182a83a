import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { Dialog } from "@/kit/Dialog";
import { PagedList } from "@/kit/PagedList";
import { EmptyState } from "@/kit/states";
import { usePages } from "@/kit/usePages";
import { useReadAgain } from "@/kit/useReadAgain";
import type { Content, Fact } from "../calls";
import { votersOf } from "../model/around";
import css from "./dialogs.module.css";

interface Props {
  fact: Fact;
  poll: Extract<Content, { kind: "poll" }>;
  close: () => void;
}

/** Who chose what. */
export default function Voters({ fact, poll, close }: Props) {
  const { t } = useTranslation("messaging");
  const key = ["conversation", fact.conversation_id, "votes", fact.seq];
  const pages = usePages(key, (after) => votersOf(fact, after));
  useReadAgain(key, fact.votes?.counts.join());
  return (
    <Dialog title={poll.question} close={close}>
      <div className={css.names} style={{ "--rows": fact.votes?.voters ?? 0 } as CSSProperties}>
        <PagedList
          pages={pages}
          keyOf={(one) => one.person_id}
          height={44}
          label={t("poll.who")}
          still
          empty={<EmptyState title={t("poll.nobody")} />}
          row={(one) => (
            <div className={css.nameRow}>
              <PersonAvatar id={one.person_id} name={one.name} src={one.avatar ?? null} size={28} />
              <span>{one.name}</span>
              <span>{one.options.map((option) => poll.options[option]).join(t("fact.comma"))}</span>
            </div>
          )}
        />
      </div>
    </Dialog>
  );
}
