import Button from "antd/es/button";
import Progress from "antd/es/progress";
import { useTranslation } from "react-i18next";
import { useProblemWords } from "@/kit/Refusal";
import css from "./stickers.module.css";
import type { useAdding } from "./useAdding";

/** How far the pictures are, and those that were refused with the reason. */
export function AddingLines({ adding }: { adding: ReturnType<typeof useAdding> }) {
  const { t } = useTranslation(["stickers", "app"]);
  const words = useProblemWords();
  const { all, retry, dismiss } = adding;
  const failed = all.filter(({ state }) => state === "failed");
  const settled = all.filter(({ state }) => state !== "waiting").length;
  return (
    <div aria-live="polite">
      {settled < all.length && (
        <div className={css.line}>
          <span>{t("adding", { done: settled, count: all.length })}</span>
          <Progress
            percent={Math.round((100 * settled) / all.length)}
            showInfo={false}
            aria-label={t("adding", { done: settled, count: all.length })}
          />
        </div>
      )}
      {failed.map((one) => (
        <div key={one.id} className={css.line}>
          <span className={css.failed}>
            <b>{one.file.name}</b> {one.problem && words(one.problem)}
          </span>
          <Button onClick={() => retry(one)}>{t("app:state.retry")}</Button>
          <Button type="text" onClick={() => dismiss(one)}>
            {t("dismiss")}
          </Button>
        </div>
      ))}
    </div>
  );
}
