import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { draftOf, drafts, endEdit } from "../model/drafts";
import css from "./composer.module.css";

/** Says that one is changing a message, with the way out. */
export function Editing({ id }: { id: string }) {
  const { t } = useTranslation("messaging");
  const editing = useStore(drafts, (all) => draftOf(all, id).editing);
  const leave = () => endEdit(id);
  useLayer(editing !== null, leave);
  if (!editing) return null;
  return (
    <div className={css.replying}>
      <p>
        <b>{t("edit.now")}</b>
      </p>
      <IconButton label={t("edit.leave")} icon={<X />} onClick={leave} />
    </div>
  );
}
