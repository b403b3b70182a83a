import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useIsPhone } from "@/app/appearance";
import css from "./Panes.module.css";
import { useSwipeBack } from "./useSwipeBack";

const KEY = "tocsin.list-width";
const [NARROW, USUAL, WIDE] = [240, 300, 440];

interface Props {
  list?: ReactNode;
  stage: ReactNode;
  /** Slides in beside the stage; null when closed. */
  details?: ReactNode;
  /** Which pane a phone shows. */
  depth: "list" | "stage" | "details";
  /** Leaves the pane a phone shows: by swipe to the right. */
  back?: () => void;
  /** Names of the panes for assistive technology. */
  labels: { list: string; stage: string; details: string };
}

/** List, stage and details on a desktop; one of them on a phone. */
export function Panes({ list, stage, details, depth, back, labels }: Props) {
  const phone = useIsPhone();
  const swipe = useSwipeBack(phone && depth !== "list" ? back : undefined);
  const [width, setWidth] = useState(keptWidth);
  const aside = useFocusBack(!phone && Boolean(details));
  const top = depth === "details" && details ? "details" : depth === "list" && list ? "list" : "stage";
  const shown = (pane: Props["depth"]) => !phone || pane === top;
  const looks = (usual: string | undefined) => (phone ? css.phone : usual);
  return (
    // One tree for both: what is open in a pane stays open when a tablet is turned.
    <div className={css.panes} style={{ "--list": `${width}px` } as CSSProperties} {...swipe}>
      {list && shown("list") && (
        <section className={phone ? `${css.phone} ${css.first}` : css.list} aria-label={labels.list}>
          {list}
          {!phone && <Edge width={width} change={setWidth} />}
        </section>
      )}
      {shown("stage") && (
        <section className={looks(css.stage)} aria-label={labels.stage}>
          {stage}
        </section>
      )}
      {details && shown("details") && (
        <aside ref={aside} className={looks(css.details)} aria-label={labels.details}>
          {details}
        </aside>
      )}
    </div>
  );
}

/** When the pane beside the stage closes with the focus in it, the focus goes back to where it was before. */
function useFocusBack(shown: boolean) {
  const aside = useRef<HTMLElement>(null);
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      const target = event.target as HTMLElement;
      // A dialog goes before the pane it was opened from.
      if (!aside.current?.contains(target) && !target.closest("dialog")) before.current = target;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  // With the pane itself, not after the next picture: whoever types on would be nowhere.
  useLayoutEffect(() => {
    if (!shown) return;
    return () => {
      if (document.activeElement === document.body && before.current?.isConnected) before.current.focus();
    };
  }, [shown]);
  return aside;
}

function keptWidth(): number {
  const kept = Number(localStorage.getItem(KEY));
  return kept >= NARROW && kept <= WIDE ? kept : USUAL;
}

/** The edge of the list: dragged, or moved by the arrow keys. */
function Edge({ width, change }: { width: number; change: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const to = (next: number) => {
    const kept = Math.min(WIDE, Math.max(NARROW, Math.round(next)));
    change(kept);
    localStorage.setItem(KEY, String(kept));
  };
  const down = (event: PointerEvent<HTMLElement>) => {
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => start.current && to(start.current.width + event.clientX - start.current.x);
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (step) to(width + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or take the focus
    <div
      className={css.edge}
      role="separator"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={NARROW}
      aria-valuemax={WIDE}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={() => to(USUAL)}
      onKeyDown={key}
    />
  );
}
