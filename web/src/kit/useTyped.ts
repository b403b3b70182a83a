import { useEffect, useRef, useState } from "react";

const PAUSE = 200;

/**
 * What one types into a field whose value stands elsewhere, as in the address: told once the fingers rest, and never in
 * the middle of an input method's word. What comes back of it is no news: it leaves alone what was typed since.
 */
export function useTyped(value: string, change: (next: string) => void) {
  const [typed, setTyped] = useState(value);
  const [composing, setComposing] = useState(false);
  const latest = useRef(change);
  latest.current = change;
  /** What stands there as far as one knows, and after it what was told and has not come back yet. */
  const told = useRef([value]);
  useEffect(() => {
    const at = told.current.indexOf(value);
    // It changed without us: one went back, followed a link, chose a department.
    if (at < 0) setTyped(value);
    told.current = at < 0 ? [value] : told.current.slice(at);
  }, [value]);
  useEffect(() => {
    const next = typed.trim();
    if (composing || next === told.current.at(-1)) return;
    const timer = setTimeout(() => {
      told.current.push(next);
      latest.current(next);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, composing]);
  const composition = {
    onCompositionStart: () => setComposing(true),
    onCompositionEnd: () => setComposing(false),
  };
  return { typed, setTyped, composition };
}
