import { useCallback, useEffect, useRef, useState } from "react";
import { silence } from "../show/player";
import { type Hearing, type Recorded, type Recording, record } from "./recorder";

export type Phase = "asking" | "recording" | "heard" | "refused";

const QUIET: Hearing = { at: 0, recent: [] };

/** Records from the moment it is mounted; `heard` is what was recorded, to be listened to and sent. */
export function useRecorder(close: () => void) {
  const [phase, setPhase] = useState<Phase>("asking");
  const [hearing, setHearing] = useState(QUIET);
  const [heard, setHeard] = useState<Recorded | null>(null);
  const recording = useRef<Recording | null>(null);
  const end = useCallback(async () => {
    const made = await recording.current?.finish();
    recording.current = null;
    if (!made) return close();
    setHeard(made);
    setPhase("heard");
  }, [close]);
  const latest = useRef(end);
  latest.current = end;
  useEffect(() => {
    silence();
    let left = false;
    record(setHearing, () => void latest.current()).then(
      (begun) => {
        if (left) return begun.cancel();
        recording.current = begun;
        setPhase("recording");
      },
      () => left || setPhase("refused"),
    );
    return () => {
      left = true;
      recording.current?.cancel();
      recording.current = null;
    };
  }, []);
  /** End it at once and have it, without listening first. */
  const finish = useCallback(async () => {
    const made = await recording.current?.finish();
    recording.current = null;
    return made ?? null;
  }, []);
  return { phase, hearing, heard, end, finish };
}
