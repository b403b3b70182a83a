import { Plus, Search, Star } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { openPalette } from "@/app/palette-door";
import { IconButton } from "@/kit/IconButton";
import css from "./list.module.css";

const Favourites = lazy(() => import("../dialogs/Favourites"));
const NewGroup = lazy(() => import("../dialogs/NewGroup"));

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
      {kept && (
        <Suspense fallback={null}>
          <Favourites close={() => setKept(false)} />
        </Suspense>
      )}
      {creating && (
        <Suspense fallback={null}>
          <NewGroup close={() => setCreating(false)} />
        </Suspense>
      )}
    </div>
  );
}
