import { Download, FileCheck2, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { bells, type Language, languageNames, languages } from "@/app/language";
import { BellHead } from "@/kit/BellHead";
import { PlainButton } from "@/kit/PlainButton";
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
  const [known, setKnown] = useState("");
  const over = useDrop(setFile);
  const check = useCheck(file, known.trim());
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
        <Known say={say} known={known} change={setKnown} />
        <Outcome say={say} language={language} check={check} file={file} known={known.trim()} />
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

function Known({ say, known, change }: { say: Say; known: string; change: (key: string) => void }) {
  return (
    <div className={css.known}>
      <label htmlFor="known-key">{say("known.label")}</label>
      <input
        id="known-key"
        className={css.field}
        value={known}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-describedby="known-key-hint"
        onChange={(event) => change(event.target.value)}
      />
      <small id="known-key-hint">{say("known.hint")}</small>
    </div>
  );
}
