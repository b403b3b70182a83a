import { Download, FileCheck2, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { bells, type Language, languageNames, languages } from "@/app/language";
import { BellHead } from "@/kit/BellHead";
import { PlainButton } from "@/kit/PlainButton";
import { fromBase64 } from "../check/bytes";
import { Outcome } from "./Outcome";
import { useCheck } from "./useCheck";
import { useDrop } from "./useDrop";
import css from "./VerifyPage.module.css";
import { type Say, says } from "./words";

interface Props {
  language: Language;
  choose: (next: Language) => void;
  /** Where the page can be had as a file of its own. */
  save?: () => void;
  /** Has a file that holds made into a paper, by a server: the one thing for which the file leaves the device. */
  print?: (file: File) => Promise<void>;
}

/** Where somebody drops a bundle and sees what it proves; everything happens on this device. */
export function VerifyPage({ language, choose, save, print }: Props) {
  const say = says[language];
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState({ key: "", witness: "" });
  const known = { key: whole(typed.key), witness: whole(typed.witness) };
  const over = useDrop(setFile);
  const check = useCheck(file, known);
  useEffect(() => {
    document.title = `${say("title")} · ${bells[language]}`;
  }, [say, language]);
  return (
    <div className={css.page}>
      <Head say={say} language={language} choose={choose} />
      <main className={css.main}>
        <h1>{say("title")}</h1>
        <p className={css.intro}>{say("intro")}</p>
        <Choice say={say} over={over} again={file !== null} choose={setFile} />
        {(["key", "witness"] as const).map((which) => (
          <KeyField
            key={which}
            say={say}
            which={which}
            typed={typed[which]}
            change={(text) => setTyped({ ...typed, [which]: text })}
          />
        ))}
        <Outcome say={say} language={language} check={check} file={file} known={known} />
        {print && file && check.state === "holds" && <Print say={say} print={() => print(file)} />}
        {save && (
          <p className={css.save}>
            <PlainButton onClick={save}>
              <Download aria-hidden="true" />
              {say("save")}
            </PlainButton>
          </p>
        )}
      </main>
    </div>
  );
}

function Print({ say, print }: { say: Say; print: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    void print().finally(() => setBusy(false));
  };
  return (
    <p className={css.save}>
      <button type="button" className={css.quiet} disabled={busy} onClick={start}>
        <Printer aria-hidden="true" />
        {say(busy ? "printing" : "print")}
      </button>
      <small>{say("printHint")}</small>
    </p>
  );
}

function Head({ say, language, choose }: { say: Say; language: Language; choose: (next: Language) => void }) {
  return (
    <BellHead language={language} name="Tocsin">
      <select
        className={`${css.field} ${css.language}`}
        value={language}
        aria-label={say("language")}
        onChange={(event) => choose(event.target.value as Language)}
      >
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </BellHead>
  );
}

interface ChoiceProps {
  say: Say;
  over: boolean;
  again: boolean;
  choose: (file: File) => void;
}

/** The whole field is the button: a mouse may also drop on it. */
function Choice({ say, over, again, choose }: ChoiceProps) {
  return (
    <label className={`${css.drop} ${over ? css.over : ""} ${again ? css.again : ""}`}>
      <FileCheck2 aria-hidden="true" />
      <strong className={css.wide}>{say("drop.title")}</strong>
      <span className={css.button}>{say(again ? "drop.another" : "drop.choose")}</span>
      {!again && <small>{say("drop.hint")}</small>}
      <input
        type="file"
        accept=".json,application/json"
        className="sr-only"
        aria-label={say(again ? "drop.another" : "drop.choose")}
        onChange={(event) => {
          const given = event.target.files?.[0];
          if (given) choose(given);
          // The same one again is another choice: it may have changed.
          event.target.value = "";
        }}
      />
    </label>
  );
}

/** What was typed, where it is a whole key; of half of one nothing is judged. */
function whole(typed: string): string | undefined {
  const text = typed.trim();
  return fromBase64(text, 32) === null ? undefined : text;
}

interface KeyFieldProps {
  say: Say;
  which: "key" | "witness";
  typed: string;
  change: (text: string) => void;
}

function KeyField({ say, which, typed, change }: KeyFieldProps) {
  const half = typed.trim() !== "" && whole(typed) === undefined;
  const [id, hint] = [`known-${which}`, `known-${which}-hint`];
  return (
    <div className={css.known}>
      <label htmlFor={id}>{say(`known.${which}`)}</label>
      <input
        id={id}
        className={css.field}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-describedby={hint}
        aria-invalid={half}
        onChange={(event) => change(event.target.value)}
      />
      <small id={hint} className={half ? css.half : undefined}>
        {say(half ? "known.half" : `known.${which}Hint`)}
      </small>
    </div>
  );
}
