import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { leave, rename } from "../model/conversations";
import { usePlace } from "../usePlace";
import { Confirm } from "./Confirm";
import css from "./details.module.css";

/** Rename and leave. */
export function GroupActs({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const me = useChat((state) => state.me);
  const [asking, setAsking] = useState<"rename" | "leave" | null>(null);
  const done = () => setAsking(null);
  return (
    <div className={css.acts}>
      {conversation.owner_id === me && (
        <button type="button" onClick={() => setAsking("rename")}>
          {t("members.rename")}
        </button>
      )}
      <button type="button" className={css.danger} onClick={() => setAsking("leave")}>
        {t("members.leave")}
      </button>
      {asking === "rename" && <Rename conversation={conversation} close={done} />}
      {asking === "leave" && <Leave conversation={conversation} close={done} />}
    </div>
  );
}

function Rename({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useTranslation(["messaging", "app"]);
  const [name, setName] = useState(conversation.name);
  const act = useMutation({ mutationFn: () => rename(conversation.id, name.trim()), onSuccess: close });
  const ready = name.trim() !== "" && name.trim() !== conversation.name;
  return (
    <Dialog
      title={t("members.rename")}
      close={close}
      foot={
        <button type="submit" form="rename" className={css.primary} disabled={!ready || act.isPending}>
          {t("app:act.save")}
        </button>
      }
    >
      <form
        id="rename"
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) act.mutate();
        }}
      >
        <input
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          aria-label={t("group.name")}
          autoFocus
        />
        {act.error && <p role="alert">{asProblem(act.error).message}</p>}
      </form>
    </Dialog>
  );
}

function Leave({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  return (
    <Confirm
      title={t("members.leaveTitle", { name: conversation.name })}
      consequence={t("members.leaveHint")}
      word={t("members.leave")}
      act={() => leave(conversation.id)}
      done={place.leave}
      close={close}
    />
  );
}
