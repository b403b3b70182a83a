import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import type { Conversation } from "../calls";
import { rename } from "../model/conversations";
import { runs } from "../model/governing";
import { dissolve } from "../model/running";
import css from "./details.module.css";
import { Leave } from "./Leave";

/** Rename, leave, dissolve. */
export function GroupActs({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const [asking, setAsking] = useState<"rename" | "leave" | "dissolve" | null>(null);
  const done = () => setAsking(null);
  return (
    <div className={css.acts}>
      {runs(conversation) && conversation.open && (
        <button type="button" onClick={() => setAsking("rename")}>
          {t("members.rename")}
        </button>
      )}
      <button type="button" className={css.danger} onClick={() => setAsking("leave")}>
        {t("members.leave")}
      </button>
      {conversation.role === "owner" && conversation.open && (
        <button type="button" className={css.danger} onClick={() => setAsking("dissolve")}>
          {t("members.dissolve")}
        </button>
      )}
      {asking === "dissolve" && <Dissolve conversation={conversation} close={done} />}
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
        <FootButton look="primary" type="submit" form="rename" disabled={!ready || act.isPending}>
          {t("app:act.save")}
        </FootButton>
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

/** Confirmed by typing the name: it cannot be taken back. */
function Dissolve({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useTranslation(["messaging", "app"]);
  const [typed, setTyped] = useState("");
  const { id, name } = conversation;
  const act = useMutation({ mutationFn: () => dissolve(id, typed), onSuccess: close });
  const fits = typed.trim() === name;
  return (
    <Dialog
      title={t("members.dissolveTitle", { name })}
      close={close}
      foot={
        <FootButton look="urgent" disabled={!fits || act.isPending} onClick={() => act.mutate()}>
          {t("members.dissolve")}
        </FootButton>
      }
    >
      <div className={css.form}>
        <p className={css.consequence}>{t("members.dissolveHint")}</p>
        <label className={css.pick}>
          {t("members.dissolveType", { name })}
          <input value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus />
        </label>
        {act.error && <p role="alert">{asProblem(act.error).message}</p>}
      </div>
    </Dialog>
  );
}
