import { CircleAlert, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLink } from "@/app/live";
import { useMe } from "@/app/me";
import { PersonAvatar } from "@/kit/Avatar";
import { FileTray, useUploads } from "@/rooms/files/door";
import type { Content } from "../calls";
import { ContentView } from "../content/ContentView";
import { takeUp } from "../model/drafts";
import { layBack, throwAway } from "../model/filing";
import { retry } from "../model/sending";
import type { Outgoing } from "../model/state";
import { brief } from "../words";
import { draftAnew, toField } from "./anew";
import { LongText } from "./LongText";
import css from "./stage.module.css";

/** One's own message before the server has it. The text stays until it is stored or one takes it away oneself. */
export function OutgoingMessage({ outgoing, lead }: { outgoing: Outgoing; lead: boolean }) {
  const me = useMe();
  const failed = outgoing.state === "failed";
  return (
    <article className={[css.message, css.own, lead && css.lead].filter(Boolean).join(" ")}>
      <div className={css.face}>{lead && <PersonAvatar id={me.id} name={me.name} src={me.avatar} />}</div>
      <div className={css.said}>
        <div className={css.line}>
          <div className={failed ? `${css.bubble} ${css.unsent}` : css.bubble}>
            {outgoing.reply_to && <blockquote className={css.quote}>{brief(outgoing.reply_to.text ?? "")}</blockquote>}
            {outgoing.text && <LongText id={outgoing.client_id} text={outgoing.text} mentions={outgoing.mentions} />}
            {outgoing.content && <ContentView content={outgoing.content as Content} />}
            {outgoing.carrying && <FileTray tray={outgoing.client_id} />}
          </div>
        </div>
        {failed ? <Failed outgoing={outgoing} /> : <OnItsWay outgoing={outgoing} />}
      </div>
    </article>
  );
}

/** With files it is said what they wait for, and that one need not wait for them oneself. */
function OnItsWay({ outgoing }: { outgoing: Outgoing }) {
  const { t } = useTranslation("messaging");
  const online = useLink() === "online";
  const { items, ready } = useUploads(outgoing.client_id, null);
  const uploading = items.length > 0 && !ready;
  const words = uploading
    ? t(online ? "message.uploading" : "message.uploadingLater")
    : t(online ? "message.sending" : "message.waiting");
  return (
    <p className={css.state}>
      <Clock aria-hidden="true" />
      {words}
      {uploading && (
        <button type="button" onClick={() => throwAway(outgoing)}>
          {t("message.giveUp")}
        </button>
      )}
    </p>
  );
}

function Failed({ outgoing }: { outgoing: Outgoing }) {
  const { t } = useTranslation("messaging");
  const edit = () => {
    takeUp(outgoing.conversation_id, draftAnew(outgoing, t));
    layBack(outgoing);
    toField();
  };
  return (
    <p className={`${css.state} ${css.refused}`} role="alert">
      <CircleAlert aria-hidden="true" />
      {t("message.failed", { why: outgoing.why })}
      <button type="button" onClick={() => retry(outgoing)}>
        {t("message.retry")}
      </button>
      <button type="button" onClick={edit}>
        {t("message.edit")}
      </button>
      <button type="button" onClick={() => throwAway(outgoing)}>
        {t("message.discard")}
      </button>
    </p>
  );
}
