import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, FootButton } from "@/kit/Dialog";
import { EndField, type Ending } from "@/kit/EndField";
import { IconButton } from "@/kit/IconButton";
import { send } from "../model/sending";
import css from "./dialogs.module.css";
import { type End, pollEnds } from "./pollEnds";

const LEAST = 2;
const MOST = 20;
const QUESTION = 200;
const OPTION = 80;

/** Options carry numbers of their own, so that taking one out moves nothing else. */
interface Line {
  key: number;
  text: string;
}

/** Whether an option before it says the same. */
function repeated(lines: Line[], line: Line): boolean {
  const said = line.text.trim();
  return said !== "" && lines.find((one) => one.text.trim() === said) !== line;
}

export default function NewPoll({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation("messaging");
  const [question, setQuestion] = useState("");
  const [lines, setLines] = useState<Line[]>([
    { key: 0, text: "" },
    { key: 1, text: "" },
  ]);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [ending, setEnding] = useState<Ending<End>>({ end: "open", at: null });
  const [late, setLate] = useState(false);
  const options = lines.map((one) => one.text.trim()).filter(Boolean);
  const fits = question.trim() !== "" && options.length >= LEAST && lines.every((one) => !repeated(lines, one));
  const start = () => {
    const closes_at = ending.at;
    // While it is being written the moment may pass; the server says the same of one that passes on the way.
    if (closes_at !== null && Date.parse(closes_at) <= Date.now()) {
      setLate(true);
      return;
    }
    const content = { kind: "poll" as const, question: question.trim(), options, multiple, anonymous, closes_at };
    send(id, { text: "", mentions: [], reply_to: null, content });
    close();
  };
  return (
    <Dialog
      title={t("poll.new")}
      close={close}
      foot={
        <FootButton look="primary" disabled={!fits} onClick={start}>
          {t("poll.start")}
        </FootButton>
      }
    >
      <label className={css.field}>
        {t("poll.question")}
        <input value={question} maxLength={QUESTION} onChange={(event) => setQuestion(event.target.value)} />
      </label>
      <Options lines={lines} change={setLines} />
      <label className={css.check}>
        <input type="checkbox" checked={multiple} onChange={(event) => setMultiple(event.target.checked)} />
        {t("poll.several")}
      </label>
      <label className={css.check}>
        <input type="checkbox" checked={anonymous} onChange={(event) => setAnonymous(event.target.checked)} />
        {t("poll.anonymousHint")}
      </label>
      <Until
        ending={ending}
        change={(next) => {
          setEnding(next);
          setLate(false);
        }}
      />
      {late && (
        <p className={css.refused} role="alert">
          {t("poll.late")}
        </p>
      )}
    </Dialog>
  );
}

function Until({ ending, change }: { ending: Ending<End>; change: (next: Ending<End>) => void }) {
  const { t } = useTranslation("messaging");
  const of = (end: Ending<End>["end"]) => t(`poll.ends.${end}`);
  const words = { end: t("poll.closes"), endAt: t("poll.closesAt"), of };
  return (
    <div className={css.field}>
      <EndField ending={ending} change={change} choicesAt={pollEnds} words={words} />
    </div>
  );
}

function Options({ lines, change }: { lines: Line[]; change: (lines: Line[]) => void }) {
  const { t } = useTranslation("messaging");
  const write = (key: number, text: string) => change(lines.map((one) => (one.key === key ? { key, text } : one)));
  const drop = (key: number) => change(lines.filter((one) => one.key !== key));
  const add = () => change([...lines, { key: Math.max(...lines.map((one) => one.key)) + 1, text: "" }]);
  return (
    <fieldset className={css.options}>
      <legend>{t("poll.options")}</legend>
      {lines.map((one, index) => (
        <div key={one.key}>
          <input
            value={one.text}
            maxLength={OPTION}
            aria-label={t("poll.option", { number: index + 1 })}
            aria-invalid={repeated(lines, one)}
            aria-describedby={repeated(lines, one) ? `poll-same-${one.key}` : undefined}
            placeholder={t("poll.option", { number: index + 1 })}
            onChange={(event) => write(one.key, event.target.value)}
          />
          {lines.length > LEAST && (
            <IconButton label={t("poll.drop", { number: index + 1 })} icon={<X />} onClick={() => drop(one.key)} />
          )}
          {repeated(lines, one) && (
            <p id={`poll-same-${one.key}`} role="status">
              {t("poll.same")}
            </p>
          )}
        </div>
      ))}
      {lines.length < MOST && (
        <button type="button" className={css.more} onClick={add}>
          <Plus aria-hidden="true" />
          {t("poll.add")}
        </button>
      )}
    </fieldset>
  );
}
