import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { endRegistering, keepRegistering, openRegistering, type Registering } from "./registering";

/** Where one is on the way in, as the address says: Back leads to the step before, a reload stays. */
export function useStep() {
  const navigate = useNavigate();
  const { step } = useSearch({ strict: false }) as { step?: string };
  const go = (next: string | undefined, { replace = false } = {}) => {
    const { step: _, ...rest } = Object.fromEntries(new URLSearchParams(window.location.search));
    const search = new URLSearchParams({ ...rest, ...(next && { step: next }) }).toString();
    void navigate({ href: `${window.location.pathname}${search && `?${search}`}`, replace });
  };
  return { step, go };
}

/** The step of registering: who is registering there, and the ways to it and back to the step `before`. */
export function useRegistering(name: string, before?: string) {
  const { step, go } = useStep();
  const [kept, setKept] = useState(openRegistering);
  const here = step === name;
  const lost = here && kept === null;
  useEffect(() => {
    if (lost) go(before, { replace: true });
  });
  return {
    registering: here ? kept : null,
    begin: (one: Registering) => {
      keepRegistering(one);
      setKept(one);
      go(name);
    },
    /** It is done; what is on the screen stays until one has arrived. */
    end: endRegistering,
    restart: () => {
      endRegistering();
      setKept(null);
      go(before, { replace: true });
    },
  };
}

export type RegisteringStep = ReturnType<typeof useRegistering>;
