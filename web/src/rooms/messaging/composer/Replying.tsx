import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { draftOf, drafts, setDraft } from "../model/drafts";
import { brief } from "../words";
import css from "./composer.module.css";

/** What one is answering, above the field, with the way out. */
export function Replying({ id }: { id: string }) {
  const { t } = useTranslation("messaging");
  const quote = useStore(drafts, (all) => draftOf(all, id).reply_to);
  const drop = () => setDraft(id, { reply_to: null });
  useLayer(quote !== null, drop);
  if (!quote) return null;
  return (
    <div className={css.replying}>
      <p>
        <b>{t("composer.replying", { name: quote.name })}</b> {brief(quote.text ?? "")}
      </p>
      <IconButton label={t("composer.noReply")} icon={<X />} onClick={drop} />
    </div>
  );
}
