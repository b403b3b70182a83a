/** A value outside React that components can follow with `useStore`. */
import { useRef, useSyncExternalStore } from "react";

export interface Store<T> {
  get: () => T;
  set: (change: T | ((was: T) => T)) => void;
  subscribe: (listener: () => void) => () => void;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (change) => {
      const next = typeof change === "function" ? (change as (was: T) => T)(value) : change;
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Follows a part of a store; re-renders only when `same` finds the part changed. */
export function useStore<T, P>(from: Store<T>, part: (value: T) => P, same: (a: P, b: P) => boolean = Object.is): P {
  const last = useRef<{ value: P } | null>(null);
  return useSyncExternalStore(from.subscribe, () => {
    const next = part(from.get());
    if (last.current === null || !same(last.current.value, next)) last.current = { value: next };
    return last.current.value;
  });
}
