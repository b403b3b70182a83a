import { type ComponentType, type FunctionComponent, type ReactNode, useEffect, useState } from "react";
import { fetchPart, warmLater } from "@/app/parts";
import { asProblem, type Problem } from "@/app/problem";
import { ErrorState } from "./states";
import { toast } from "./toast";

interface Options<P> {
  /** What stands in its place until it is here. */
  waiting?: ReactNode | ((props: P) => ReactNode);
  /** It floats above the screen: when it does not come a word is said and its `close` is called. */
  floating?: boolean;
  /** Loaded only when it is needed. */
  cold?: boolean;
}

interface Source<P extends object> {
  Found: ComponentType<P> | null;
  ready: () => Promise<void>;
  waiting: ReactNode | ((props: P) => ReactNode);
  floating: boolean;
}

export interface Part<P extends object> extends FunctionComponent<P> {
  /** Resolves when it can be shown at once; rejects with a `Problem`. */
  ready: () => Promise<void>;
  /** The same without any consequence when it fails: for what is only likely to be needed. */
  warm: () => Promise<void>;
}

/**
 * A component in a chunk of its own. Unlike React's `lazy` it can be tried again: offline it says so and comes when the
 * server is back.
 */
export function part<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  { waiting = null, floating = false, cold = false }: Options<P> = {},
): Part<P> {
  const source: Source<P> = {
    Found: null,
    waiting,
    floating,
    ready: async () => {
      source.Found ??= (await fetchPart(load)).default;
    },
  };
  const warm = async () => {
    source.Found ??= (await load()).default;
  };
  if (!cold) warmLater(warm);
  return Object.assign((props: P) => <Arriving source={source} props={props} />, { ready: source.ready, warm });
}

function Arriving<P extends object>({ source, props }: { source: Source<P>; props: P }) {
  const { Found, waiting, floating } = source;
  const { problem, again } = useArrival(source.ready, Found !== null);
  const { close } = props as { close?: () => void };
  const lost = floating ? problem : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for each failure
  useEffect(() => {
    if (!lost) return;
    toast(lost.message, { urgent: true });
    close?.();
  }, [lost]);
  if (Found) return <Found {...props} />;
  if (lost) return null;
  if (problem) return <ErrorState problem={problem} retry={again} />;
  return typeof waiting === "function" ? waiting(props) : waiting;
}

/** Loads, and draws anew when it is here or has failed. */
function useArrival(ready: () => Promise<void>, here: boolean) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [, draw] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what asks again
  useEffect(() => {
    if (here) return;
    let current = true;
    ready().then(
      () => current && draw(true),
      (error: unknown) => current && setProblem(asProblem(error)),
    );
    return () => {
      current = false;
    };
  }, [attempt]);
  const again = () => {
    setProblem(null);
    setAttempt((was) => was + 1);
  };
  return { problem, again };
}
