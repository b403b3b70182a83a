import Button from "antd/es/button";
import Progress from "antd/es/progress";
import { Download, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { IconButton } from "@/kit/IconButton";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { ahead } from "@/kit/time";
import { When } from "@/kit/When";
import { sizeText } from "@/rooms/files/door";
import type { RecordExport } from "../calls";
import { underWay, useAsk, useRecords, useRemove } from "../queries";
import css from "./record.module.css";

/** All of it as a file: asked for, how far it is, and downloaded while it is kept. */
export function TakeOut() {
  const { t } = useTranslation("privacy");
  const records = useRecords();
  const ask = useAsk();
  const busy = records.data?.some(underWay) ?? false;
  return (
    <Sheet title={t("out.title")} hint={t("out.hint")} flush>
      <div className={css.ask}>
        <Button type="primary" disabled={busy || !records.data} loading={ask.isPending} onClick={() => ask.mutate()}>
          {t("out.ask")}
        </Button>
      </div>
      {records.isPending && <Skeleton rows={1} avatar={false} />}
      {records.error && <ErrorState problem={records.error} retry={() => void records.refetch()} />}
      {records.data?.map((one) => (
        <Line key={one.id} one={one} />
      ))}
    </Sheet>
  );
}

function Line({ one }: { one: RecordExport }) {
  const { t } = useTranslation("privacy");
  const remove = useRemove();
  const going = underWay(one);
  return (
    <article className={css.line} data-state={one.state}>
      <div className={css.what}>
        <span>
          {t("out.asked")} <When at={one.created_at} />
        </span>
        <Standing one={one} />
      </div>
      {one.state === "done" && (
        <Button icon={<Download size={16} />} href={`/api/me/record/exports/${one.id}/archive.zip`} download>
          {t("out.download")}
        </Button>
      )}
      <IconButton
        label={t(going ? "out.stop" : "out.delete")}
        icon={going ? <X /> : <Trash2 />}
        disabled={remove.isPending}
        onClick={() => remove.mutate(one.id)}
      />
    </article>
  );
}

function Standing({ one }: { one: RecordExport }) {
  const { t } = useTranslation("privacy");
  const language = useLanguage();
  if (underWay(one)) {
    const percent = one.total ? Math.floor((one.done / one.total) * 100) : 0;
    return <Progress percent={percent} size="small" aria-label={t("out.writing")} />;
  }
  if (one.state !== "done")
    return (
      <small className={css.quiet} role="status">
        {one.error?.message ?? t("out.failed")}
      </small>
    );
  const until = ahead(new Date(one.expires_at), new Date(), language);
  return <small className={css.quiet}>{t("out.kept", { size: sizeText(one.size ?? 0), until })}</small>;
}
