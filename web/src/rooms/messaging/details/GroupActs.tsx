import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import type { Conversation } from "../calls";
import { leave, rename } from "../model/conversations";
import { runs } from "../model/governing";
import { dissolve } from "../model/running";
import { usePlace } from "../usePlace";
import css from "./details.module.css";
import { seatsQuery } from "./seats";

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

interface LeaveProps {
  conversation: Conversation;
  close: () => void;
}

/** Quiet or told; an owner says whose the group is then. */
function Leave({ conversation, close }: LeaveProps) {
  const { t } = useTranslation(["messaging", "app"]);
  const place = usePlace();
  const [quiet, setQuiet] = useState(false);
  const [heir, setHeir] = useState("");
  const owner = conversation.role === "owner" && conversation.members > 1 && conversation.open;
  const { data: seats = [] } = useQuery({ ...seatsQuery(conversation.id), enabled: owner });
  const act = useMutation({
    mutationFn: () => leave(conversation.id, { quiet, ...(owner && { heir_id: heir || null }) }),
    onSuccess: place.leave,
  });
  return (
    <Dialog
      title={t("members.leaveTitle", { name: conversation.name })}
      close={close}
      foot={
        <>
          <FootButton look="plain" onClick={close}>
            {t("app:act.cancel")}
          </FootButton>
          <FootButton look="urgent" disabled={act.isPending} onClick={() => act.mutate()}>
            {t("members.leave")}
          </FootButton>
        </>
      }
    >
      <div className={css.form}>
        <p className={css.consequence}>{t("members.leaveHint")}</p>
        {owner && (
          <label className={css.pick}>
            {t("members.leaveHeir")}
            <select value={heir} onChange={(event) => setHeir(event.target.value)}>
              <option value="">{t("members.leaveFalls")}</option>
              {seats
                .filter((seat) => seat.role !== "owner")
                .map((seat) => (
                  <option key={seat.person_id} value={seat.person_id}>
                    {seat.name}
                  </option>
                ))}
            </select>
          </label>
        )}
        <label>
          <input type="checkbox" checked={quiet} onChange={(event) => setQuiet(event.target.checked)} />
          {t("members.leaveQuiet")}
        </label>
        {act.error && <p role="alert">{asProblem(act.error).message}</p>}
      </div>
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
