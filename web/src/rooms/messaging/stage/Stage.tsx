import { MessageCircleX } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { useStore } from "@/app/store";
import { useLayer } from "@/kit/layers";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { Conversation } from "../calls";
import { Composer } from "../composer/Composer";
import { meet, useChat } from "../model/chat";
import { choosing } from "../model/choosing";
import { forwarding } from "../model/forwarding";
import { usePlace } from "../usePlace";
import { Chosen } from "./Chosen";
import { StageHead } from "./StageHead";
import { Stream } from "./Stream";

const Forward = lazy(() => import("../dialogs/Forward"));

/** One conversation: who it is with, what was said, what one says. */
export function Stage({ id }: { id: string }) {
  const conversation = useChat((state) => state.conversations[id]);
  const { problem, again } = useMeeting(id, conversation !== undefined);
  const place = usePlace();
  useLayer(true, place.details ? place.closeDetails : toList);
  if (!conversation) return problem ? <Missing problem={problem} again={again} /> : <Skeleton rows={8} />;
  return (
    <>
      <StageHead conversation={conversation} />
      <Stream conversation={conversation} />
      <Below conversation={conversation} />
      <Forwarding />
    </>
  );
}

/** Where one writes, or, while messages are being chosen, what may be done with them. */
function Below({ conversation }: { conversation: Conversation }) {
  const chosen = useStore(choosing, (all) => all?.id === conversation.id);
  return chosen ? <Chosen id={conversation.id} /> : <Composer conversation={conversation} />;
}

function Forwarding() {
  const what = useStore(forwarding, (one) => one);
  if (what === null) return null;
  return (
    <Suspense fallback={null}>
      <Forward source={what.source} seqs={what.seqs} together={false} close={() => forwarding.set(null)} />
    </Suspense>
  );
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

function Missing({ problem, again }: { problem: Problem; again: () => void }) {
  const { t } = useTranslation("messaging");
  if (problem.status !== 404) return <ErrorState problem={problem} retry={again} />;
  return <EmptyState icon={<MessageCircleX />} title={t("stage.missing")} hint={t("stage.missingHint")} />;
}
