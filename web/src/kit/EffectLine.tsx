/**
 * The signature of the product: three marks that fill as the effect of an item grows. The same line, the same words,
 * on everything that is sent to people. Shape and text say the same as the colour.
 */
import { useTranslation } from "react-i18next";
import css from "./EffectLine.module.css";

interface Props {
  /** People the item was delivered to; the denominator of what follows. */
  delivered: number;
  confirmed: number;
  handled?: number;
  /** Opens who, when and on which device. */
  onOpen?: () => void;
  active?: boolean;
}

/** A disc filled clockwise to `part` (0 to 1) inside its ring. */
export function Mark({ part }: { part: number }) {
  const full = 2 * Math.PI * 3.1;
  return (
    <svg className={css.mark} viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.6" />
      {part > 0 && (
        <circle
          cx="7"
          cy="7"
          r="3.1"
          fill="none"
          stroke="currentColor"
          strokeWidth="6.2"
          strokeDasharray={`${full * Math.min(1, part)} ${full}`}
          transform="rotate(-90 7 7)"
        />
      )}
    </svg>
  );
}

/** Grey before anybody, then a seal-red that deepens with the share. */
export function sealColour(part: number): string {
  if (part <= 0) return "var(--ink-3)";
  return `color-mix(in oklab, var(--seal-light), var(--seal-deep) ${Math.round(Math.min(1, part) * 100)}%)`;
}

export function EffectLine({ delivered, confirmed, handled = 0, onOpen, active }: Props) {
  const { t } = useTranslation("app");
  const share = (count: number) => (delivered > 0 ? count / delivered : 0);
  const one = delivered === 1;
  const said = (word: string, count: number) => (one ? t(`effect.${word}`) : `${t(`effect.${word}Short`)} ${count}`);
  const ratio = one
    ? t(confirmed > 0 ? "effect.confirmed" : "effect.unconfirmed")
    : `${t("effect.confirmedShort")} ${confirmed}/${delivered}`;
  return (
    <button
      type="button"
      className={css.line}
      onClick={onOpen}
      aria-expanded={active}
      aria-label={t("effect.spoken", { delivered, confirmed, handled })}
    >
      <span>
        <Mark part={0} />
        {said("delivered", delivered)}
      </span>
      <span style={{ color: sealColour(share(confirmed)) }}>
        <Mark part={share(confirmed)} />
        {ratio}
      </span>
      {(!one || handled > 0) && (
        <span style={{ color: sealColour(share(handled)) }}>
          <Mark part={share(handled)} />
          {said("handled", handled)}
        </span>
      )}
    </button>
  );
}

interface RingProps {
  count: number;
  total: number;
  word: string;
}

/** The large ring of the details pane. */
export function EffectRing({ count, total, word }: RingProps) {
  const round = 2 * Math.PI * 38;
  const part = total > 0 ? Math.min(1, count / total) : 0;
  return (
    <div className={css.ring}>
      <svg viewBox="0 0 86 86" aria-hidden="true">
        <circle cx="43" cy="43" r="38" className={css.track} />
        <circle
          cx="43"
          cy="43"
          r="38"
          className={css.filled}
          style={{ stroke: sealColour(part) }}
          strokeDasharray={`${round * part} ${round}`}
          transform="rotate(-90 43 43)"
        />
      </svg>
      <p>
        <b>{count}</b>
        <span>
          / {total} {word}
        </span>
      </p>
    </div>
  );
}
