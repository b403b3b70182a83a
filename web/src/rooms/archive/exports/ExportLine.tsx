import Button from "antd/es/button";
import Progress from "antd/es/progress";
import { Download, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { IconButton } from "@/kit/IconButton";
import { ahead } from "@/kit/time";
import { sizeText } from "@/rooms/files/door";
import type { Export } from "../calls";
import { underWay, useRemove } from "../queries";
import css from "./exports.module.css";

/** One export: how far it is, what it weighs, and what one does with it. */
export function ExportLine({ one, named = false }: { one: Export; named?: boolean }) {
  const { t } = useTranslation("archive");
  const remove = useRemove();
  const going = underWay(one);
  return (
    <article className={css.line} data-state={one.state}>
      <div className={css.what}>
        {named && <b>{one.name}</b>}
        <span>{usePeriodWords(one)}</span>
        <Standing one={one} />
      </div>
      {one.state === "done" && (
        <Button type="primary" icon={<Download size={16} />} href={`/api/me/exports/${one.id}/archive.zip`} download>
          {t("download")}
        </Button>
      )}
      <IconButton
        label={t(going ? "stop" : "delete")}
        icon={going ? <X /> : <Trash2 />}
        disabled={remove.isPending}
        onClick={() => remove.mutate(one.id)}
      />
    </article>
  );
}

function Standing({ one }: { one: Export }) {
  const { t, i18n } = useTranslation("archive");
  const language = useLanguage();
  const number = new Intl.NumberFormat(i18n.language);
  if (underWay(one)) {
    const percent = one.total ? Math.floor((one.done / one.total) * 100) : 0;
    return (
      <>
        <Progress percent={percent} size="small" showInfo={false} aria-label={t("writing")} />
        <small className={css.quiet} role="status">
          {t("progress", { done: number.format(one.done), total: number.format(one.total) })}
        </small>
      </>
    );
  }
  if (one.state !== "done")
    return (
      <small className={css.quiet} role="status">
        {one.error?.message ?? t(`states.${one.state}`)}
      </small>
    );
  const until = ahead(new Date(one.expires_at), new Date(), language);
  return <small className={css.quiet}>{t("keptUntil", { size: sizeText(one.size ?? 0), until })}</small>;
}

function usePeriodWords(one: Export): string {
  const { t, i18n } = useTranslation("archive");
  const day = (at: string, earlier = 0) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(new Date(Date.parse(at) - earlier));
  const since = one.since ? day(one.since) : "";
  // The end is the midnight after the last day.
  const until = one.until ? day(one.until, 1) : "";
  const period =
    since && until ? `${since} – ${until}` : since ? t("since", { since }) : until ? t("until", { until }) : "";
  const files = t(one.files ? "withFiles" : "withoutFiles");
  return [period || t("periods.all"), files].join(" · ");
}
