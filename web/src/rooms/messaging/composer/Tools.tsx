import { AtSign, Mic, SmilePlus } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { idle } from "@/app/parts";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { AttachButton, canRecord } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { attach } from "./attaching";
import css from "./composer.module.css";
import type { useComposer } from "./useComposer";

/** They come once what was said is on the screen, and stand last, so that nothing moves then. */
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
  const extras = useRested(useChat((state) => state.timelines[conversation.id] !== undefined));
  return (
    <div className={css.tools}>
      <IconButton label={t("composer.emoji")} icon={<SmilePlus />} active={emoji} onClick={toggleEmoji} />
      {conversation.kind !== "direct" && !phone && (
        <IconButton label={t("composer.mention")} icon={<AtSign />} onClick={() => composer.insert("@")} />
      )}
      {!phone && (
        <AttachButton
          label={t("composer.files")}
          choose={(files) => attach(conversation, files)}
          disabled={composer.editing}
        />
      )}
      {!phone && canRecord() && (
        <IconButton label={t("composer.voice")} icon={<Mic />} disabled={composer.editing} onClick={record} />
      )}
      {extras && <Extras conversation={conversation} editing={composer.editing} />}
    </div>
  );
}

/** True from the first moment with nothing to do after `ready`: what need not be there at once waits for the rest. */
function useRested(ready: boolean): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    if (!ready) return;
    let here = true;
    void idle().then(() => here && setRested(true));
    return () => {
      here = false;
    };
  }, [ready]);
  return rested;
}
