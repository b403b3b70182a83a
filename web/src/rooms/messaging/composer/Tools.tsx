import { AtSign, Mic, SmilePlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { AttachButton, canRecord } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { attach } from "./attaching";
import css from "./composer.module.css";
import type { useComposer } from "./useComposer";

/** The last of the tools, so that nothing moves when they come. */
const Extras = part(() => import("./Extras"));

interface Props {
  conversation: Conversation;
  composer: ReturnType<typeof useComposer>;
  emoji: boolean;
  toggleEmoji: () => void;
  record: () => void;
}

/** What one adds to words. On a phone files are in the menu, and the voice where one would send. */
export function Tools({ conversation, composer, emoji, toggleEmoji, record }: Props) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  return (
    <div className={css.tools}>
      <IconButton label={t("composer.emoji")} icon={<SmilePlus />} active={emoji} onClick={toggleEmoji} />
      {conversation.kind !== "direct" && !phone && (
        <IconButton label={t("composer.mention")} icon={<AtSign />} onClick={() => composer.insert("@")} />
      )}
      {!phone && (
        <AttachButton
          label={t("composer.files")}
          choose={(files) => attach(conversation, { files, handles: [] })}
          disabled={composer.editing}
        />
      )}
      {!phone && canRecord() && (
        <IconButton label={t("composer.voice")} icon={<Mic />} disabled={composer.editing} onClick={record} />
      )}
      <Extras conversation={conversation} editing={composer.editing} />
    </div>
  );
}
