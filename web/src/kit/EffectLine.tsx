/**
 * The signature of the product: three marks that fill as the effect of an item grows. The same line, the same words,
 * on everything that is sent to people. Shape and text say the same as the colour: ○ delivered, ◐ confirmed, ● handled.
 */
import { useTranslation } from "react-i18next";
import css from "./EffectLine.module.css";

interface Props {
  /** People the item reached, those who confirmed it, those who handled it. */
  delivered: number;
  confirmed: number;
  handled: number;
  /** People the item is meant for: what each count is a share of. */
  total: number;
  /** Opens who, when and on which device. */
  onOpen?: () => void;
  active?: boolean;
}

export type Effect = "delivered" | "confirmed" | "handled";

/** How much of the disc is filled when all have: the ring alone, half of it, the whole. */
const disc: Record<Effect, number> = { delivered: 0, confirmed: 0.5, handled: 1 };
const RING = 5.6;
const DISC = 3.1;
/** A single person among thousands is still to be seen. */
const LEAST = 0.04;

/** A ring of dots before anybody; then the ring, and in it a disc that fills clockwise up to what the effect comes to. */
export function Mark({ effect, part }: { effect: Effect; part: number }) {
  const share = Math.min(1, part);
  // Being delivered is the ring itself: it closes as the item reaches people.
  const ring = effect === "delivered" ? share : share > 0 ? 1 : 0;
  const filled = share > 0 ? Math.max(LEAST, share * disc[effect]) : 0;
  return (
    <svg className={css.mark} viewBox="0 0 14 14" aria-hidden="true" data-effect={effect} data-part={share.toFixed(2)}>
      {ring < 1 && <circle cx="7" cy="7" r={RING} className={css.dots} />}
      {ring > 0 && <Arc radius={RING} width={1.6} part={ring} />}
      {filled > 0 && disc[effect] > 0 && <Arc radius={DISC} width={2 * DISC} part={filled} />}
    </svg>
  );
}

/** Clockwise from the top; as wide as twice its radius it is a sector. */
function Arc({ radius, width, part }: { radius: number; width: number; part: number }) {
  const round = 2 * Math.PI * radius;
  return (
    <circle
      cx="7"
      cy="7"
      r={radius}
      fill="none"
      stroke="currentColor"
      strokeWidth={width}
      strokeDasharray={part >= 1 ? undefined : `${round * part} ${round}`}
      transform="rotate(-90 7 7)"
    />
  );
}

/** Grey before anybody, then a seal-red that deepens with the share: half the way for what is confirmed, all of it for what is handled. */
export function sealColour(part: number, effect: Effect): string {
  if (part <= 0 || effect === "delivered") return part < 1 ? "var(--ink-3)" : "var(--ink-2)";
  const depth = effect === "confirmed" ? 0.5 * part : 0.5 + 0.5 * part;
  return `color-mix(in oklab, var(--seal-light), var(--seal-deep) ${Math.round(Math.min(1, depth) * 100)}%)`;
}

export function EffectLine({ delivered, confirmed, handled, total, onOpen, active }: Props) {
  const { t } = useTranslation("app");
  const one = total === 1;
  const all = Math.max(1, total);
  const ratio = (word: string, count: number) => `${t(`effect.${word}Short`)} ${count}/${total}`;
  const words: Record<Effect, string> = one
    ? {
        delivered: t(delivered > 0 ? "effect.delivered" : "effect.undelivered"),
        confirmed: t(confirmed > 0 ? "effect.confirmed" : "effect.unconfirmed"),
        handled: t("effect.handled"),
      }
    : {
        delivered: delivered < total ? ratio("delivered", delivered) : `${t("effect.deliveredShort")} ${delivered}`,
        confirmed: ratio("confirmed", confirmed),
        handled: `${t("effect.handledShort")} ${handled}`,
      };
  return (
    <button type="button" className={css.line} onClick={onOpen} aria-expanded={active}>
      <Part effect="delivered" part={delivered / all} word={words.delivered} />
      <Part effect="confirmed" part={confirmed / all} word={words.confirmed} />
      {(!one || handled > 0) && <Part effect="handled" part={handled / all} word={words.handled} />}
      <span className="sr-only">{t("effect.open")}</span>
    </button>
  );
}

function Part({ effect, part, word }: { effect: Effect; part: number; word: string }) {
  return (
    <span style={{ color: sealColour(part, effect) }}>
      <Mark effect={effect} part={part} />
      {word}
    </span>
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
          style={{ stroke: sealColour(part, "confirmed") }}
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
