import { useEffect, useState } from "react";
import { useLink } from "@/app/live";
import { useChat } from "../model/chat";
import { PATIENCE } from "./opening";

/**
 * Whether what is known of a conversation is good enough to open it by. What was kept may be behind: where one stopped
 * reading on another device, the server knows, and as long as it may answer at once it is waited for.
 */
export function useSettled(): boolean {
  const ready = useChat((state) => state.ready);
  const away = useLink() === "offline";
  const [settled, setSettled] = useState(ready || away);
  useEffect(() => {
    if (ready || away) setSettled(true);
    const timer = setTimeout(() => setSettled(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [ready, away]);
  return settled;
}
