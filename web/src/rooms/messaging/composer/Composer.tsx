import { AtSign, SmilePlus } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { socket } from "@/app/live";
import { IconButton } from "@/kit/IconButton";
import type { Conversation } from "../calls";
import { titleOf } from "../model/chat";
import css from "./composer.module.css";
import { Editing } from "./Editing";
import { Extras } from "./Extras";
import { Field } from "./Field";
import { MentionPicker } from "./MentionPicker";
import { Replying } from "./Replying";
import { useComposer } from "./useComposer";
import { useMentions } from "./useMentions";

const EmojiPicker = lazy(() => import("./EmojiPicker"));

/** Where one writes. Enter sends, Shift+Enter starts a line; on a phone Enter starts a line and the button sends. */
export function Composer({ conversation }: { conversation: Conversation }) {
  return conversation.open ? <Open conversation={conversation} /> : <Closed />;
}

/** What was said stays readable; why nobody may write is said instead of the field. */
function Closed() {
  const { t } = useTranslation("messaging");
  return <p className={css.closed}>{t("composer.closed")}</p>;
}

function Open({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const field = useRef<HTMLTextAreaElement>(null);
  const composer = useComposer(conversation, field);
  const mentions = useMentions(conversation, composer);
  const [emoji, setEmoji] = useState(false);
  const group = conversation.kind !== "direct";
  const title = titleOf(conversation);
  const placeholder =
    group && !phone
      ? t("composer.group", { name: title, count: conversation.members })
      : t("composer.to", { name: title });
  const tools = (
    <div className={css.tools}>
      <IconButton label={t("composer.emoji")} icon={<SmilePlus />} active={emoji} onClick={() => setEmoji(!emoji)} />
      {group && !phone && (
        <IconButton label={t("composer.mention")} icon={<AtSign />} onClick={() => composer.insert("@")} />
      )}
      <Extras conversation={conversation} />
    </div>
  );
  return (
    <div className={css.composer}>
      {mentions.open && <MentionPicker mentions={mentions} />}
      {emoji && (
        <Suspense fallback={null}>
          <EmojiPicker choose={composer.insert} close={() => setEmoji(false)} />
        </Suspense>
      )}
      <Editing id={conversation.id} />
      <Replying id={conversation.id} />
      <div className={css.row}>
        {tools}
        <Field field={field} composer={composer} mentions={mentions} placeholder={placeholder} />
        <Send composer={composer} />
      </div>
    </div>
  );
}

function Send({ composer }: { composer: ReturnType<typeof useComposer> }) {
  const { t } = useTranslation("messaging");
  const left = socket.limits.text - [...composer.text].length;
  return (
    <div className={css.send}>
      {left < 200 && (
        <span className={left < 0 ? css.over : undefined} role="status">
          {left}
        </span>
      )}
      <button type="button" onClick={composer.send} disabled={!composer.sendable}>
        {t(composer.editing ? "edit.save" : "composer.send")}
      </button>
    </div>
  );
}
