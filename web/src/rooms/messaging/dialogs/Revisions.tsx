import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { asProblem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import { ErrorState, Skeleton } from "@/kit/states";
import { full } from "@/kit/time";
import type { Fact } from "../calls";
import css from "../content/content.module.css";
import { revisionsOf } from "../model/around";
import { RichText } from "../stage/RichText";

/** What a message said before, the newest first. */
export default function Revisions({ fact, close }: { fact: Fact; close: () => void }) {
  const { t } = useTranslation("messaging");
  const language = useLanguage();
  const key = ["conversation", fact.conversation_id, "revisions", fact.seq, fact.edited_at];
  const found = useQuery({ queryKey: key, queryFn: () => revisionsOf(fact) });
  return (
    <Dialog title={t("edit.history")} close={close}>
      {found.isPending && <Skeleton rows={4} />}
      {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
      {found.data && (
        <ol className={css.items}>
          {found.data.toReversed().map((one) => (
            <li key={one.at}>
              <header>
                <time dateTime={one.at}>{full(new Date(one.at), language)}</time>
              </header>
              <RichText text={one.text} mentions={[]} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
