import { useEffect, useState } from "react";
import { asProblem, type Problem } from "@/app/problem";
import type { Conversation } from "../calls";
import { orKept } from "../kept/opening";
import { chat, loadAround, loadLatest } from "../model/chat";

/** More unread than this: one begins where one stopped, not at the end. */
const MANY = 40;

/** Loads the first page of a conversation: where one stopped reading, or the latest. */
export function useOpening(conversation: Conversation) {
  const { id } = conversation;
  const [newAfter] = useState(() => (conversation.unread > 0 ? conversation.read_seq : null));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what asks again
  useEffect(() => {
    const { conversations, timelines } = chat.get();
    const now = conversations[id];
    if (timelines[id]?.end || !now) return;
    const load = now.unread > MANY ? loadAround(id, now.read_seq) : loadLatest(id);
    orKept(id, load).catch((error) => setProblem(asProblem(error)));
  }, [id, attempt]);
  const again = () => {
    setProblem(null);
    setAttempt((was) => was + 1);
  };
  return { newAfter, problem, again };
}
