import Dropdown from "antd/es/dropdown";
import { ChartBarBig, MapPin, Paperclip, Plus, Sticker } from "lucide-react";
import { cloneElement, type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { loadWords } from "@/app/i18n";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { toast } from "@/kit/toast";
import { FileInput } from "@/rooms/files/door";
import type { Conversation, NewContent } from "../calls";
import { setDraft } from "../model/drafts";
import { send } from "../model/sending";
import { useRules } from "../rules/useRules";
import { attach } from "./attaching";

const StickerPicker = part(
  async () => {
    const [picker] = await Promise.all([import("./StickerPicker"), loadWords(["stickers"])]);
    return picker;
  },
  { floating: true },
);
const NewPoll = part(() => import("../dialogs/NewPoll"), { floating: true });

interface Props {
  conversation: Conversation;
  /** A message is being changed: what it carries stays as it is. */
  editing: boolean;
}

/** What one sends besides words: stickers, a poll, where one is; on a phone also files. */
export default function Extras({ conversation, editing }: Props) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState<"stickers" | "poll" | null>(null);
  const rules = useRules(conversation.organisation_id);
  const close = () => setOpen(null);
  const carry = (content: NewContent) => {
    send(conversation.id, { text: "", mentions: [], reply_to: null, content });
    setDraft(conversation.id, { reply_to: null });
  };
  const where = () => locate(carry, () => toast(t("composer.noLocation"), { urgent: true }));
  const extras: Extra[] = [
    { key: "stickers", label: t("composer.stickers"), icon: <Sticker />, onClick: () => setOpen("stickers") },
  ];
  if (phone) {
    extras.unshift({
      key: "files",
      label: t("composer.files"),
      icon: <Paperclip />,
      onClick: () => input.current?.click(),
    });
  }
  if (conversation.kind !== "direct") {
    extras.push({ key: "poll", label: t("poll.new"), icon: <ChartBarBig />, onClick: () => setOpen("poll") });
  }
  if (rules?.locations && phone) {
    extras.push({ key: "location", label: t("content.location"), icon: <MapPin />, onClick: where });
  }
  return (
    <>
      <Buttons extras={extras} phone={phone} disabled={editing} />
      {phone && <FileInput input={input} label={t("composer.files")} choose={(files) => attach(conversation, files)} />}
      {open === "stickers" && (
        <StickerPicker
          organisation={conversation.organisation_id}
          choose={(set, name) => carry({ kind: "sticker", set, name })}
          close={close}
        />
      )}
      {open === "poll" && <NewPoll id={conversation.id} close={close} />}
    </>
  );
}

interface Extra {
  key: string;
  label: string;
  icon: ReactElement;
  onClick: () => void;
}

/** A button each; on a phone, where the field needs the room, one that opens a menu of them. */
function Buttons({ extras, phone, disabled }: { extras: Extra[]; phone: boolean; disabled: boolean }) {
  const { t } = useTranslation("messaging");
  if (!phone) {
    return extras.map((one) => (
      <IconButton
        key={one.key}
        label={one.label}
        icon={one.icon}
        disabled={disabled}
        onClick={one.onClick}
        aria-pressed={false}
      />
    ));
  }
  const items = extras.map((one) => ({ ...one, icon: cloneElement(one.icon, { size: 18 } as object) }));
  return (
    <Dropdown trigger={["click"]} menu={{ items }} placement="topLeft" disabled={disabled} destroyOnHidden>
      <IconButton label={t("composer.more")} icon={<Plus />} disabled={disabled} />
    </Dropdown>
  );
}

/** Asked for at the press, and at no other time; the browser asks the person first. */
function locate(carry: (content: NewContent) => void, failed: () => void): void {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => carry({ kind: "location", latitude: coords.latitude, longitude: coords.longitude, label: "" }),
    failed,
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
  );
}
