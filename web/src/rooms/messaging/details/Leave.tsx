import { useMutation } from "@tanstack/react-query";
import { Check, UserSearch } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import { PagedList } from "@/kit/PagedList";
import { EmptyState } from "@/kit/states";
import type { Conversation } from "../calls";
import { Choice } from "../dialogs/Choice";
import dialogs from "../dialogs/dialogs.module.css";
import { leave } from "../model/conversations";
import { usePlace } from "../usePlace";
import details from "./details.module.css";
import { FindSeat, MANY } from "./FindSeat";
import css from "./Leave.module.css";
import { useHeirs } from "./seats";

interface Props {
  conversation: Conversation;
  close: () => void;
}

/** Quiet or told; an owner says whose the group is then. */
export function Leave({ conversation, close }: Props) {
  const { t } = useTranslation(["messaging", "app"]);
  const place = usePlace();
  const [quiet, setQuiet] = useState(false);
  const [heir, setHeir] = useState<string | null>(null);
  const owner = conversation.role === "owner" && conversation.members > 1 && conversation.open;
  const act = useMutation({
    mutationFn: () => leave(conversation.id, { quiet, ...(owner && { heir_id: heir }) }),
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
      <p className={css.hint}>{t("members.leaveHint")}</p>
      {owner && <ChooseHeir conversation={conversation} heir={heir} choose={setHeir} />}
      <div className={details.form}>
        <label>
          <input type="checkbox" checked={quiet} onChange={(event) => setQuiet(event.target.checked)} />
          {t("members.leaveQuiet")}
        </label>
        {act.error && <p role="alert">{asProblem(act.error).message}</p>}
      </div>
    </Dialog>
  );
}

interface HeirProps {
  conversation: Conversation;
  heir: string | null;
  choose: (heir: string | null) => void;
}

/** Anybody in the group, however many they are; nobody: it falls to whom the rules say. */
function ChooseHeir({ conversation, heir, choose }: HeirProps) {
  const { t } = useTranslation("messaging");
  const [q, setQ] = useState("");
  const { id, members } = conversation;
  const heirs = useHeirs(id, q);
  const label = t("members.leaveHeir");
  return (
    <section className={css.heir} aria-label={label}>
      <h3>{label}</h3>
      <button
        type="button"
        aria-pressed={heir === null}
        className={`${dialogs.choice} ${css.falls}`}
        onClick={() => choose(null)}
      >
        <span>{t("members.leaveFalls")}</span>
        {heir === null && <Check aria-hidden="true" />}
      </button>
      {members >= MANY && <FindSeat q={q} find={setQ} />}
      <div className={css.seats} style={{ "--rows": members - 1 } as CSSProperties}>
        <PagedList
          pages={heirs}
          keyOf={(seat) => seat.person_id}
          height={48}
          label={label}
          empty={<EmptyState icon={<UserSearch />} title={t("choose.none")} hint={t("members.noneHint")} />}
          row={(seat, index) => (
            <Choice
              id={seat.person_id}
              name={seat.name}
              avatar={seat.avatar}
              index={index}
              taken={heir === seat.person_id}
              toggle={() => choose(seat.person_id)}
            />
          )}
        />
      </div>
    </section>
  );
}
