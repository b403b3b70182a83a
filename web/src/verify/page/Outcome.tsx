import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Language } from "@/app/language";
import { full } from "@/kit/time";
import { toBase64 } from "../check/bytes";
import type { Contradiction, Held } from "../check/fork";
import type { Known } from "../check/note";
import type { Refused } from "../check/refused";
import type { Verdict } from "../check/verify";
import { Effects } from "./Effects";
import { lineOf } from "./shown";
import { utc } from "./told";
import type { Check } from "./useCheck";
import css from "./VerifyPage.module.css";
import type { Say } from "./words";

interface Props {
  say: Say;
  language: Language;
  check: Check;
  file: File | null;
  known: Known;
}

/** What came of it: how far it is, that it holds and what it proves, or, loudly, what does not hold. */
export function Outcome({ say, language, check, file, known }: Props) {
  const name = lineOf(file?.name ?? "");
  return (
    <div aria-live="polite" className={css.outcome}>
      {check.state === "working" && <Working say={say} name={name} part={check.part} />}
      {check.state === "unreadable" && (
        <Banner wrong title={say("unreadable")}>
          {name}
        </Banner>
      )}
      {check.state === "fails" && <Fails say={say} refused={check.refused} name={name} />}
      {check.state === "contradicts" && (
        <Contradicted
          say={say}
          language={language}
          found={check.found}
          name={name}
          sha256={check.sha256}
          known={known}
        />
      )}
      {check.state === "holds" && (
        <>
          <Banner title={say("holds.title")}>
            <span>{say("holds.count", { count: check.verdict.effects.length })}</span>
            <span>{say(known.key === undefined ? "holds.unknown" : "holds.yours")}</span>
          </Banner>
          <Effects say={say} language={language} verdict={check.verdict} />
          <Signed say={say} language={language} verdict={check.verdict} name={name} sha256={check.sha256} />
          <NotProved say={say} known={known} verdict={check.verdict} />
        </>
      )}
    </div>
  );
}

/** Another key than the file's says nothing against the file. */
const OTHERS = { "evidence.wrong_key": "key", "evidence.missing_witness": "witness" } as const;

function Fails({ say, refused, name }: { say: Say; refused: Refused; name: string }) {
  const other = Object.hasOwn(OTHERS, refused.code) ? OTHERS[refused.code as keyof typeof OTHERS] : null;
  return (
    <Banner wrong title={say(other ? `fails.${other}` : "fails.title")}>
      <strong>{say(`refused.${refused.code}`, about(refused.about))}</strong>
      <span>{say(other ? "fails.otherHint" : "fails.hint")}</span>
      <small>{name}</small>
    </Banner>
  );
}

function about({ number, name }: { number?: number; name?: string }): Record<string, string | number> {
  return { number: number ?? "", name: lineOf(name ?? "") };
}

interface ContradictedProps {
  say: Say;
  language: Language;
  found: Contradiction;
  name: string;
  sha256: string;
  known: Known;
}

/** A log that contradicts itself: how, by whose word, and the two heads that show it. */
function Contradicted({ say, language, found, name, sha256, known }: ContradictedProps) {
  const size = `${found.older.head.size}`;
  return (
    <>
      <Banner wrong title={say("fork.title")}>
        <strong>{say(`fork.${found.against}`, { old: size })}</strong>
        <span>{say(found.proved ? "fork.proved" : "fork.word")}</span>
        <span>{say(known.key === undefined ? "holds.unknown" : "holds.yours")}</span>
      </Banner>
      {(["older", "newer"] as const).map((which) => (
        <section key={which} className={css.card} aria-label={say(`fork.head_${which}`)}>
          <h2>{say(`fork.head_${which}`)}</h2>
          <HeadRows say={say} language={language} realm={found.realm} held={found[which]} />
        </section>
      ))}
      <section className={css.card} aria-label={say("head.file")}>
        <dl>
          <FileRow say={say} name={name} sha256={sha256} />
        </dl>
      </section>
      <section className={css.card} aria-label={say("not.title")}>
        <h2>{say("not.title")}</h2>
        <ul>
          {known.key === undefined && <li>{say("not.key")}</li>}
          <li>{say("fork.which")}</li>
        </ul>
      </section>
    </>
  );
}

function HeadRows({ say, language, realm, held }: { say: Say; language: Language; realm: string; held: Held }) {
  const at = new Date(held.head.time / 1000);
  return (
    <dl>
      <Row word={say("head.key")}>{<code>{held.keys[held.signer]}</code>}</Row>
      <Row word={say("head.time")}>{`${full(at, language)} (${utc(at)})`}</Row>
      <Row word={say("head.log")}>{<code>tocsin/{realm}</code>}</Row>
      <Row word={say("head.size")}>{`${held.head.size}`}</Row>
      <Row word={say("head.root")}>{<code>{toBase64(held.head.root)}</code>}</Row>
    </dl>
  );
}

function FileRow({ say, name, sha256 }: { say: Say; name: string; sha256: string }) {
  return (
    <Row word={say("head.file")}>
      <bdi>{name}</bdi> <code>SHA-256 {sha256}</code>
    </Row>
  );
}

function Working({ say, name, part }: { say: Say; name: string; part: number }) {
  const text = say("working", { file: name });
  return (
    <div className={css.working}>
      <span>{text}</span>
      <progress value={part} max={1} aria-label={text} />
    </div>
  );
}

function Banner({ wrong = false, title, children }: { wrong?: boolean; title: string; children: ReactNode }) {
  const Icon = wrong ? CircleAlert : CircleCheck;
  return (
    <section className={`${css.banner} ${wrong ? css.wrong : ""}`} {...(wrong && { role: "alert" })}>
      <Icon aria-hidden="true" />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}

interface SignedProps {
  say: Say;
  language: Language;
  verdict: Verdict;
  name: string;
  sha256: string;
}

function Signed({ say, language, verdict, name, sha256 }: SignedProps) {
  const { head, keys, witnesses, realm } = verdict;
  const moment = (at: Date) => `${full(at, language)} (${utc(at)})`;
  return (
    <section className={css.card} aria-label={say("head.title")}>
      <h2>{say("head.title")}</h2>
      <dl>
        <Row word={say("head.key")}>{<code>{keys.at(-1)}</code>}</Row>
        {keys.length > 1 && (
          <Row word={say("head.earlier")}>
            {keys.slice(0, -1).map((key) => (
              <code key={key}>{key}</code>
            ))}
          </Row>
        )}
        <Row word={say("head.time")}>{moment(new Date(head.time / 1000))}</Row>
        <Row word={say("head.witness")}>
          {witnesses.length === 0 && say("head.none")}
          {witnesses.map((one) => (
            <span key={one.name + one.key}>
              {say("head.seen", { name: one.name, time: seenAt(one.time, moment) })} <code>{one.key}</code>
            </span>
          ))}
        </Row>
        <Row word={say("head.log")}>{<code>tocsin/{realm}</code>}</Row>
        <Row word={say("head.size")}>{`${head.size}`}</Row>
        <Row word={say("head.root")}>{<code>{toBase64(head.root)}</code>}</Row>
        <FileRow say={say} name={name} sha256={sha256} />
      </dl>
    </section>
  );
}

/** A witness may say any number of seconds; what no calendar holds stays a number. */
function seenAt(seconds: number, moment: (at: Date) => string): string {
  const at = new Date(seconds * 1000);
  return Number.isNaN(+at) ? `${seconds} s` : moment(at);
}

function Row({ word, children }: { word: string; children: ReactNode }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </>
  );
}

function NotProved({ say, known, verdict }: { say: Say; known: Known; verdict: Verdict }) {
  const strange = verdict.witnesses.some(({ key }) => key !== known.witness);
  return (
    <section className={css.card} aria-label={say("not.title")}>
      <h2>{say("not.title")}</h2>
      <ul>
        {known.key === undefined && <li>{say("not.key")}</li>}
        {strange && <li>{say("not.witness")}</li>}
        <li>{say("not.names")}</li>
        <li>{say("not.whole")}</li>
      </ul>
    </section>
  );
}
