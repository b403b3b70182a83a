import { lazy, Suspense } from "react";
import { Skeleton } from "@/kit/states";
import { useChat } from "../model/chat";
import { usePlace } from "../usePlace";

const EffectPane = lazy(() => import("./EffectPane"));
const MembersPane = lazy(() => import("./MembersPane"));
const ThreadPane = lazy(() => import("./ThreadPane"));
const PersonPane = lazy(() => import("./PersonPane"));
const SearchPane = lazy(() => import("./SearchPane"));

/** The pane beside the conversation: the effects of a message, its thread, the members, a person. */
export function Details({ id }: { id: string }) {
  const { details, seq, person } = usePlace();
  const conversation = useChat((state) => state.conversations[id]);
  if (!conversation) return <Skeleton rows={5} />;
  return (
    <Suspense fallback={<Skeleton rows={5} />}>
      {details === "effects" && seq !== undefined && <EffectPane id={id} seq={seq} />}
      {details === "thread" && seq !== undefined && <ThreadPane conversation={conversation} seq={seq} />}
      {details === "search" && <SearchPane key={id} id={id} />}
      {details === "members" && <MembersPane conversation={conversation} />}
      {details === "person" && person !== undefined && <PersonPane conversation={conversation} person={person} />}
    </Suspense>
  );
}
