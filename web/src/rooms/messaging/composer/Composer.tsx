import { Mic } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { socket } from "@/app/live";
import { useStore } from "@/app/store";
import { vault } from "@/app/vault/vault";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { canRecord, VoiceRecorder } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { titleOf } from "../model/chat";
import { sendVoice } from "./attaching";
import css from "./composer.module.css";
import { Editing } from "./Editing";
import { Field } from "./Field";
import { Replying } from "./Replying";
import { Silent, useSilence } from "./Silent";
import { Tools } from "./Tools";
import { Tray } from "./Tray";
import { useComposer } from "./useComposer";
import { useMentions } from "./useMentions";

const MentionPicker = part(() => import("./MentionPicker"), { floating: true });
const EmojiPicker = part(() => import("./EmojiPicker"), { floating: true });

/** Characters from the limit at which it is spoken of. */
const NEAR = 200;

/** Where one writes. Enter sends, Shift+Enter starts a line; on a phone Enter starts a line and the button sends. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const silence = useSilence(conversation);
  return silence === null ? <Open conversation={conversation} /> : <Silent id={conversation.id} silence={silence} />;
}

function Open({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const field = useRef<HTMLTextAreaElement>(null);
  const composer = useComposer(conversation, field);
  const mentions = useMentions(conversation, composer);
  const [emoji, setEmoji] = useState(false);
  const [recording, setRecording] = useState(false);
  const record = () => setRecording(true);
  const group = conversation.kind !== "direct";
  const title = titleOf(conversation);
  const label = t("composer.to", { name: title });
  const name = shortened(title, phone ? 9 : 30);
  const placeholder =
    group && !phone ? t("composer.group", { name, count: conversation.members }) : t("composer.to", { name });
  return (
    <div className={css.composer}>
      {mentions.open && !recording && <MentionPicker mentions={mentions} />}
      {emoji && <EmojiPicker choose={composer.insert} close={() => setEmoji(false)} />}
      <Editing id={conversation.id} />
      <Replying id={conversation.id} />
      <Length text={composer.text} />
      <Tray conversation={conversation} />
      {recording ? (
        <VoiceRecorder send={(voice) => sendVoice(conversation, voice)} close={() => setRecording(false)} />
      ) : (
        <div className={css.row}>
          <Tools {...{ conversation, composer, emoji, record }} toggleEmoji={() => setEmoji(!emoji)} />
          <Field field={field} composer={composer} mentions={mentions} placeholder={placeholder} label={label} />
          <Send composer={composer} record={record} />
        </div>
      )}
    </div>
  );
}

/** A name in one line of the field. */
function shortened(name: string, most: number): string {
  const signs = [...name];
  return signs.length > most ? `${signs.slice(0, most).join("")}…` : name;
}

/** Told only near the limit: how much may still be written, or by how much it is too long and what to do. */
function Length({ text }: { text: string }) {
  const { t } = useTranslation("messaging");
  const left = socket.limits.text - [...text].length;
  const keeps = useStore(vault, (one) => one !== null);
  if (left >= NEAR) return null;
  return (
    <p className={left < 0 ? `${css.length} ${css.over}` : css.length} role="status">
      {left < 0
        ? `${t("composer.over", { count: -left })} ${t(keeps ? "composer.overKept" : "composer.overUnkept")}`
        : t("composer.left", { count: left })}
    </p>
  );
}

/** On a phone, while nothing is written, the place of the button is the voice's. */
function Send({ composer, record }: { composer: ReturnType<typeof useComposer>; record: () => void }) {
  const { t } = useTranslation("messaging");
  if (useIsPhone() && composer.empty && !composer.editing && canRecord()) {
    return (
      <div className={css.send}>
        <IconButton label={t("composer.voice")} icon={<Mic />} onClick={record} />
      </div>
    );
  }
  return (
    <div className={css.send}>
      <button type="button" onClick={composer.send} disabled={!composer.sendable}>
        {t(composer.editing ? "edit.save" : "composer.send")}
      </button>
    </div>
  );
}
