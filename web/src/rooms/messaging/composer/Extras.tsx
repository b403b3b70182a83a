import { ChartBarBig, MapPin, Sticker } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { toast } from "@/kit/toast";
import type { Conversation, NewContent } from "../calls";
import { setDraft } from "../model/drafts";
import { send } from "../model/sending";
import { useRules } from "../rules/useRules";

const StickerPicker = lazy(() => import("./StickerPicker"));
const NewPoll = lazy(() => import("../dialogs/NewPoll"));

/** What one sends besides words: stickers, a poll, where one is. */
export function Extras({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const [open, setOpen] = useState<"stickers" | "poll" | null>(null);
  const rules = useRules(conversation.organisation_id);
  const close = () => setOpen(null);
  const carry = (content: NewContent) => {
    send(conversation.id, { text: "", mentions: [], reply_to: null, content });
    setDraft(conversation.id, { reply_to: null });
  };
  const stickers = open === "stickers";
  return (
    <>
      <IconButton
        label={t("composer.stickers")}
        icon={<Sticker />}
        active={stickers}
        onClick={() => setOpen(stickers ? null : "stickers")}
      />
      {conversation.kind !== "direct" && (
        <IconButton label={t("poll.new")} icon={<ChartBarBig />} onClick={() => setOpen("poll")} />
      )}
      {rules?.locations && phone && (
        <IconButton
          label={t("content.location")}
          icon={<MapPin />}
          onClick={() => locate(carry, () => toast(t("composer.noLocation"), { urgent: true }))}
        />
      )}
      <Suspense fallback={null}>
        {stickers && <StickerPicker choose={(name) => carry({ kind: "sticker", set: "tocsin", name })} close={close} />}
        {open === "poll" && <NewPoll id={conversation.id} close={close} />}
      </Suspense>
    </>
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
