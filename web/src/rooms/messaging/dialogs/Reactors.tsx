import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { Dialog } from "@/kit/Dialog";
import { PagedList } from "@/kit/PagedList";
import { EmptyState } from "@/kit/states";
import { usePages } from "@/kit/usePages";
import { useReadAgain } from "@/kit/useReadAgain";
import type { Fact } from "../calls";
import { reactorsOf } from "../model/around";
import css from "./dialogs.module.css";

/** Who put which emoji. */
export default function Reactors({ fact, close }: { fact: Fact; close: () => void }) {
  const { t } = useTranslation("messaging");
  const key = ["conversation", fact.conversation_id, "reactions", fact.seq];
  const pages = usePages(key, (after) => reactorsOf(fact, after));
  useReadAgain(key, fact.reactions.map((one) => one.count).join());
  const count = fact.reactions.reduce((sum, one) => sum + one.count, 0);
  return (
    <Dialog title={t("reaction.who")} close={close}>
      <div className={css.names} style={{ "--rows": count } as CSSProperties}>
        <PagedList
          pages={pages}
          keyOf={(one) => one.person_id + one.emoji}
          height={44}
          label={t("reaction.who")}
          still
          empty={<EmptyState title={t("reaction.nobody")} />}
          row={(one) => (
            <div className={css.nameRow}>
              <PersonAvatar id={one.person_id} name={one.name} src={one.avatar ?? null} size={28} />
              <span>{one.name}</span>
              <span>{one.emoji}</span>
            </div>
          )}
        />
      </div>
    </Dialog>
  );
}
