import { useParams } from "@tanstack/react-router";
import { BellRing } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Panes } from "@/kit/Panes";
import { EmptyState } from "@/kit/states";
import { Details } from "../details/Details";
import { Asked } from "../dialogs/Asked";
import { ConversationList } from "../list/ConversationList";
import { useChat, watch } from "../model/chat";
import { hasLeft } from "../model/conversations";
import { Stage } from "../stage/Stage";
import { usePlace } from "../usePlace";

/** The chat: conversations, one of them, and what there is to know of it. */
export default function Messages() {
  const { conversation: id } = useParams({ strict: false }) as { conversation?: string };
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const conversation = useChat((state) => (id ? state.conversations[id] : undefined));
  useEffect(() => {
    watch(id ?? null);
    return () => watch(null);
  }, [id]);
  useWayBack(id, conversation !== undefined);
  // A pane of a conversation that is not known stands beside nothing: the stage finds out, and says so.
  const details =
    conversation && place.details ? (
      <Details key={`${conversation.id}-${place.details}`} conversation={conversation} />
    ) : null;
  const depth = details ? "details" : id ? "stage" : "list";
  return (
    <>
      <Panes
        depth={depth}
        back={details ? place.closeDetails : place.close}
        labels={{ list: t("list.label"), stage: t("stage.label"), details: t("details.label") }}
        list={<ConversationList current={id} />}
        stage={id ? <Stage key={id} id={id} /> : <Unchosen />}
        details={details}
      />
      <Asked />
    </>
  );
}

/** The browser's way back leads past the groups one has left. */
function useWayBack(id: string | undefined, known: boolean): void {
  const { leave } = usePlace();
  const past = id !== undefined && !known && hasLeft(id);
  useEffect(() => {
    if (past) leave();
  }, [past, leave]);
}

function Unchosen() {
  const { t } = useTranslation("messaging");
  return <EmptyState icon={<BellRing />} title={t("stage.unchosen")} hint={t("stage.unchosenHint")} />;
}
