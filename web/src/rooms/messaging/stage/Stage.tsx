import { useEffect, useState } from "react";
import type { Problem } from "@/app/problem";
import { useStore } from "@/app/store";
import { useLayer } from "@/kit/layers";
import { part } from "@/kit/part";
import { Skeleton } from "@/kit/states";
import { DropArea } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { attach } from "../composer/attaching";
import { Composer } from "../composer/Composer";
import { useSettled } from "../kept/useSettled";
import { meet, useChat } from "../model/chat";
import { choosing } from "../model/choosing";
import { draftOf, drafts } from "../model/drafts";
import { usePlace } from "../usePlace";
import { Bare, Missing } from "./Missing";
import { StageHead } from "./StageHead";
import { Stream } from "./Stream";
import css from "./stage.module.css";

const AnnouncementBar = part(() => import("./AnnouncementBar"));
const Chosen = part(() => import("./Chosen"));

/** One conversation: who it is with, what was said, what one says. */
export function Stage({ id }: { id: string }) {
  const conversation = useChat((state) => state.conversations[id]);
  const { problem, again } = useMeeting(id, conversation !== undefined);
  const settled = useSettled();
  const place = usePlace();
  useLayer(true, place.details ? place.closeDetails : toList);
  if (!conversation && problem) return <Missing id={id} problem={problem} again={again} />;
  if (!conversation) {
    return (
      <>
        <Bare />
        <Skeleton rows={8} />
      </>
    );
  }
  return (
    <>
      <StageHead conversation={conversation} />
      {(conversation.announcement || conversation.ends_at) && <AnnouncementBar conversation={conversation} />}
      <Talk conversation={conversation} settled={settled} />
    </>
  );
}

/** What was said and what one says; files may be dropped and pasted anywhere on it. */
function Talk({ conversation, settled }: { conversation: Conversation; settled: boolean }) {
  const choosingHere = useStore(choosing, (all) => all?.id === conversation.id);
  const editing = useStore(drafts, (all) => draftOf(all, conversation.id).editing !== null);
  return (
    <DropArea
      className={css.talk}
      take={(given) => attach(conversation, given)}
      disabled={!conversation.open || choosingHere || editing}
    >
      {settled ? <Stream conversation={conversation} /> : <Opening />}
      <Below conversation={conversation} />
    </DropArea>
  );
}

function Opening() {
  return (
    <div className={css.stream}>
      <Skeleton rows={8} />
    </div>
  );
}

/** Where one writes, or, while messages are being chosen, what may be done with them. */
function Below({ conversation }: { conversation: Conversation }) {
  const chosen = useStore(choosing, (all) => all?.id === conversation.id);
  return chosen ? <Chosen conversation={conversation} /> : <Composer conversation={conversation} />;
}

/** From the keyboard one goes back to the list, where the arrows go on. */
function toList(): void {
  document.querySelector<HTMLElement>("[data-conversation][aria-current]")?.focus();
}

/** A link may lead to a conversation that is not in the list yet. */
function useMeeting(id: string, known: boolean) {
  const ready = useChat((state) => state.ready);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what asks again
  useEffect(() => {
    if (known || !ready) return;
    let current = true;
    void meet(id).then((found) => current && setProblem(found));
    return () => {
      current = false;
    };
  }, [id, known, ready, attempt]);
  const again = () => {
    setProblem(null);
    setAttempt((was) => was + 1);
  };
  return { problem, again };
}
