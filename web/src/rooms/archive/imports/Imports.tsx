import Button from "antd/es/button";
import Upload from "antd/es/upload";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import css from "../exports/exports.module.css";
import { ImportOne } from "./ImportOne";
import { useImports, useUpload } from "./queries";

/** Bringing messages of another product in: the file, what is in it, what came of it. */
export function Imports({ org }: { org: string }) {
  const [id, setId] = useState<string | null>(null);
  const leave = () => setId(null);
  return id ? <ImportOne key={id} org={org} id={id} leave={leave} /> : <Begin org={org} open={setId} />;
}

function Begin({ org, open }: { org: string; open: (id: string) => void }) {
  const { t } = useTranslation("archive");
  const upload = useUpload(org);
  const send = (file: File) => {
    upload.mutate(file, { onSuccess: ({ id }) => open(id) });
    return false;
  };
  return (
    <>
      <Sheet title={t("imports.title")} hint={t("imports.hint")}>
        <Upload.Dragger
          accept=".xlsx,.csv,.zip,.jsonl"
          showUploadList={false}
          beforeUpload={send}
          disabled={upload.isPending}
          aria-label={t("imports.drop")}
        >
          <FileUp size={36} strokeWidth={1.4} aria-hidden />
          <p>{upload.isPending ? t("imports.uploading") : t("imports.drop")}</p>
          <p className={css.quiet}>{t("imports.formats")}</p>
        </Upload.Dragger>
        <Refusal problem={upload.error} />
      </Sheet>
      <Past org={org} open={open} />
    </>
  );
}

function Past({ org, open }: { org: string; open: (id: string) => void }) {
  const { t } = useTranslation("archive");
  const past = useImports(org);
  if (past.isPending) return <Skeleton rows={2} avatar={false} />;
  if (isLost(past)) return <ErrorState problem={past.error} retry={() => void past.refetch()} />;
  if (past.data.length === 0) return null;
  return (
    <Sheet title={t("imports.past")} flush>
      <div className={css.form}>
        {past.data.map((one) => (
          <article key={one.id} className={css.line}>
            <div className={css.what}>
              <b>{one.name}</b>
              <small className={css.quiet}>
                {t(`imports.states.${one.state}`)} <When at={one.created_at} as="brief" />
              </small>
            </div>
            <Button onClick={() => open(one.id)}>{t("imports.open")}</Button>
          </article>
        ))}
      </div>
    </Sheet>
  );
}
