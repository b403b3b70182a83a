import { useParams } from "@tanstack/react-router";
import { BellRing } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Panes } from "@/kit/Panes";
import { EmptyState } from "@/kit/states";
import { Details } from "../details/Details";
import { ConversationList } from "../list/ConversationList";
import { watch } from "../model/chat";
import { Stage } from "../stage/Stage";
import { usePlace } from "../usePlace";

/** The chat: conversations, one of them, and what there is to know of it. */
export default function Messages() {
  const { conversation: id } = useParams({ strict: false }) as { conversation?: string };
  const { t } = useTranslation("messaging");
  const place = usePlace();
  useEffect(() => {
    watch(id ?? null);
    return () => watch(null);
  }, [id]);
  const details = id && place.details ? <Details key={`${id}-${place.details}`} id={id} /> : null;
  const depth = details ? "details" : id ? "stage" : "list";
  return (
    <Panes
      depth={depth}
      back={details ? place.closeDetails : place.close}
      labels={{ list: t("list.label"), stage: t("stage.label"), details: t("details.label") }}
      list={<ConversationList current={id} />}
      stage={id ? <Stage key={id} id={id} /> : <Unchosen />}
      details={details}
    />
  );
}

function Unchosen() {
  const { t } = useTranslation("messaging");
  return <EmptyState icon={<BellRing />} title={t("stage.unchosen")} hint={t("stage.unchosenHint")} />;
}
