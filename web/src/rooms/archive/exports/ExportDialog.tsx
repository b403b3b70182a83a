import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/kit/Dialog";
import { ProofActs } from "@/kit/ProofActs";
import { Refusal } from "@/kit/Refusal";
import { sizeText } from "@/rooms/files/door";
import type { Period, Subject } from "../calls";
import { underWay, useAsk, useExports, useSize } from "../queries";
import { ExportLine } from "./ExportLine";
import css from "./exports.module.css";
import { type Choice, KINDS, periodOf } from "./periods";

const REASON_MOST = 500;
/** Before anything was said. */
const EVER = "2000-01-01T00:00:00Z";

/** Takes a conversation out: which period, with or without files, how much that is; and what was taken out already. */
export default function ExportDialog({ subject, close }: { subject: Subject; close: () => void }) {
  const { t } = useTranslation("archive");
  const [choice, setChoice] = useState<Choice>({ kind: "all", from: "", to: "" });
  const [files, setFiles] = useState(true);
  const [why, setWhy] = useState("");
  const [opened] = useState(() => new Date());
  const period = periodOf(choice, opened);
  const ask = useAsk(subject);
  const mine = useExports();
  const busy = mine.data?.some(underWay) ?? false;
  const ready = period !== null && (!subject.org || why.trim() !== "");
  const start = () => period && ask.mutate({ ...period, files, why: why.trim() });
  return (
    <Dialog
      title={t("title", { name: subject.name })}
      close={close}
      foot={
        <Button type="primary" disabled={!ready || busy} loading={ask.isPending} onClick={start}>
          {t("start")}
        </Button>
      }
    >
      <div className={css.form}>
        <PeriodField choice={choice} change={setChoice} />
        <Checkbox checked={files} onChange={(event) => setFiles(event.target.checked)}>
          {t("withFiles")}
        </Checkbox>
        {period ? (
          <SizeLine subject={subject} period={period} files={files} />
        ) : (
          <p className={css.quiet}>{t("noPeriod")}</p>
        )}
        {subject.org && <Reason why={why} change={setWhy} />}
        <p className={css.quiet}>{t(subject.org ? "toldPower" : "toldMember")}</p>
        <Refusal problem={ask.error} />
        {!subject.org && <PeriodProved subject={subject} period={period} />}
        <Before subject={subject} />
      </div>
    </Dialog>
  );
}

/** The period as a file that proves it to anybody, without the server. */
function PeriodProved({ subject, period }: { subject: Subject; period: Period | null }) {
  const { t } = useTranslation("archive");
  const { since = EVER, until = new Date().toISOString() } = period ?? {};
  const path = `/api/conversations/${subject.id}/evidence?${new URLSearchParams({ since, until })}`;
  return <ProofActs proof={period && { path, name: `tocsin-${subject.id}.json` }} hint={t("proofHint")} />;
}

function PeriodField({ choice, change }: { choice: Choice; change: (choice: Choice) => void }) {
  const { t } = useTranslation("archive");
  return (
    <div className={css.what}>
      <span>{t("period")}</span>
      <Segmented
        block
        aria-label={t("period")}
        value={choice.kind}
        onChange={(kind) => change({ ...choice, kind })}
        options={KINDS.map((value) => ({ value, label: t(`periods.${value}`) }))}
      />
      {choice.kind === "range" && (
        <div className={css.line}>
          <Input
            type="date"
            aria-label={t("from")}
            value={choice.from}
            onChange={(event) => change({ ...choice, from: event.target.value })}
          />
          <span aria-hidden="true">–</span>
          <Input
            type="date"
            aria-label={t("to")}
            value={choice.to}
            onChange={(event) => change({ ...choice, to: event.target.value })}
          />
        </div>
      )}
    </div>
  );
}

function SizeLine({ subject, period, files }: { subject: Subject; period: Period; files: boolean }) {
  const { t, i18n } = useTranslation("archive");
  const size = useSize(subject, period, true);
  const number = new Intl.NumberFormat(i18n.language);
  if (size.error) return <Refusal problem={size.error} />;
  if (!size.data) return <p role="status">{t("measuring")}</p>;
  const { messages, files: count, bytes } = size.data;
  const words = { messages: number.format(messages), files: number.format(count), size: sizeText(bytes) };
  return <p role="status">{t(files && count > 0 ? "sizeWithFiles" : "size", words)}</p>;
}

function Reason({ why, change }: { why: string; change: (why: string) => void }) {
  const { t } = useTranslation("archive");
  return (
    <div className={css.what}>
      {t("why")}
      <Input.TextArea
        rows={2}
        maxLength={REASON_MOST}
        value={why}
        aria-label={t("why")}
        onChange={(event) => change(event.target.value)}
      />
      <Alert type="info" showIcon title={t("whyHint")} />
    </div>
  );
}

/** What was taken out of this conversation and is still kept; the one under way first. */
function Before({ subject }: { subject: Subject }) {
  const { t } = useTranslation("archive");
  const mine = useExports();
  const here = mine.data?.filter((one) => one.conversation_id === subject.id) ?? [];
  if (here.length === 0) return null;
  return (
    <section aria-label={t("kept")}>
      <b>{t("kept")}</b>

      {here.map((one) => (
        <ExportLine key={one.id} one={one} />
      ))}
    </section>
  );
}
