import { useNotifications } from "@/app/notify/settings";
import { useChat } from "../model/chat";
import { badgeOf } from "./decide";

/** How much waits for the person, for every badge there is. */
export function useUnread(): number {
  const through = useNotifications().data?.mentions_through ?? true;
  return useChat((state) => badgeOf(state, through));
}
