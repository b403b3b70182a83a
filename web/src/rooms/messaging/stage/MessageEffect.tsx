import { EffectLine } from "@/kit/EffectLine";
import type { Fact } from "../calls";
import { usePlace } from "../usePlace";

/** The effects of one's own message or announcement in a line, which opens them. */
export function MessageEffect({ fact }: { fact: Fact }) {
  const place = usePlace();
  if (fact.delivered === null || fact.delivered === 0) return null;
  const active = place.details === "effects" && place.seq === fact.seq;
  return (
    <EffectLine
      delivered={fact.delivered}
      confirmed={fact.confirmed ?? 0}
      handled={fact.handled ?? 0}
      total={fact.delivered}
      active={active}
      onOpen={() => (active ? place.closeDetails() : place.showEffects(fact.seq))}
    />
  );
}
