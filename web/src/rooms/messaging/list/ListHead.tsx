import { Plus, Search, Star } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { openPalette } from "@/app/palette-door";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import css from "./list.module.css";

const Favourites = part(() => import("../dialogs/Favourites"), { floating: true });
const NewGroup = part(() => import("../dialogs/NewGroup"), { floating: true });

const apple = /Mac|iPhone|iPad/.test(navigator.platform);

export function ListHead() {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const [creating, setCreating] = useState(false);
  const [kept, setKept] = useState(false);
  return (
    <div className={css.head}>
      <button type="button" className={css.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
        {phone && <Search aria-hidden="true" />}
        <span>{t("list.search")}</span>
        {!phone && <kbd>{apple ? "⌘ K" : "Ctrl K"}</kbd>}
      </button>
      <IconButton label={t("favourite.title")} icon={<Star />} onClick={() => setKept(true)} />
      <IconButton label={t("list.create")} icon={<Plus />} onClick={() => setCreating(true)} />
      {kept && <Favourites close={() => setKept(false)} />}
      {creating && <NewGroup close={() => setCreating(false)} />}
    </div>
  );
}
