import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fetchPart } from "@/app/parts";
import { asProblem } from "@/app/problem";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";

/** Opens the conversation with a person, making it when there is none. */
export function useWriteTo() {
  const navigate = useNavigate();
  const words = useProblemWords();
  const [opening, setOpening] = useState(false);
  const write = (person: string) => {
    setOpening(true);
    // The chat weighs more than the directory: fetched when somebody is written to.
    return fetchPart(() => import("@/rooms/messaging/door"))
      .then((door) => door.openDirect(person))
      .then((conversation) => navigate({ href: `/messages/${conversation.id}` }))
      .catch((error: unknown) => toast(words(asProblem(error)), { urgent: true }))
      .finally(() => setOpening(false));
  };
  return { write, opening };
}
