import { useQuery } from "@tanstack/react-query";
import { Megaphone, Settings2, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { socket } from "@/app/live";
import { asProblem } from "@/app/problem";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { ErrorState, Skeleton } from "@/kit/states";
import { ExportButton } from "@/rooms/archive/door";
import type { Conversation, Seat } from "../calls";
import { useChat } from "../model/chat";
import { runs } from "../model/governing";
import { usePlace } from "../usePlace";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";
import { GroupActs } from "./GroupActs";
import { PersonRow } from "./PersonRow";
import { SeatMenu } from "./SeatMenu";
import { seatsQuery } from "./seats";

const AddMembers = part(() => import("../dialogs/AddMembers"), { floating: true });

/** Who is in the group, and what its owner may change. A department group follows its department. */
export default function MembersPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const [adding, setAdding] = useState(false);
  const seats = useQuery(seatsQuery(conversation.id));
  const group = conversation.kind === "group";
  return (
    <>
      <DetailsHead title={t("members.title", { count: conversation.members })}>
        {mayInvite(conversation) && (
          <IconButton label={t("members.add")} icon={<UserPlus />} onClick={() => setAdding(true)} />
        )}
      </DetailsHead>
      <div className={css.body}>
        <GroupLinks conversation={conversation} />
        <NameOne conversation={conversation} />
        {conversation.kind === "department" && <p className={css.quiet}>{t("members.follows")}</p>}
        {seats.isPending && <Skeleton rows={6} />}
        {seats.error && <ErrorState problem={asProblem(seats.error)} retry={() => void seats.refetch()} />}
        {seats.data && <Seats seats={seats.data} conversation={conversation} />}
        {group && <GroupActs conversation={conversation} seats={seats.data ?? []} />}
      </div>
      {adding && <AddMembers conversation={conversation} seats={seats.data ?? []} close={() => setAdding(false)} />}
    </>
  );
}

function mayInvite(conversation: Conversation): boolean {
  if (conversation.kind !== "group" || !conversation.open) return false;
  return runs(conversation) || conversation.settings?.inviting !== "admins";
}

function silent(seat: Seat): boolean {
  return seat.role === "member" && Boolean(seat.silenced_until) && Date.parse(seat.silenced_until ?? "") > Date.now();
}

/** Ways from the members to what else there is of the group. */
function GroupLinks({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const { requests } = conversation;
  return (
    <ul className={css.links}>
      <li>
        <button type="button" onClick={place.showAnnouncements}>
          <Megaphone aria-hidden="true" />
          {t("announce.title")}
        </button>
      </li>
      {conversation.kind === "group" && runs(conversation) && (
        <li>
          <button type="button" onClick={place.showRequests}>
            <UserPlus aria-hidden="true" />
            <span>
              {t("requests.title")} {requests > 0 && <b>{requests}</b>}
            </span>
          </button>
        </li>
      )}
      <li>
        <button type="button" onClick={place.showSettings}>
          <Settings2 aria-hidden="true" />
          {t("settings.title")}
        </button>
      </li>
      <li>
        <ExportButton subject={{ id: conversation.id, name: conversation.name }} wide />
      </li>
    </ul>
  );
}

/** A group that has grown is asked to have somebody beside its owner who looks after it. */
function NameOne({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const from = socket.limits.group_admin_from;
  const asked = conversation.role === "owner" && conversation.admins === 0 && conversation.members >= from;
  return asked && conversation.open ? (
    <p className={css.advice} role="note">
      {t("members.nameOne", { count: from })}
    </p>
  ) : null;
}

function Seats({ seats, conversation }: { seats: Seat[]; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const me = useChat((state) => state.me);
  return (
    <ul className={css.seats}>
      {seats.map((seat) => (
        <PersonRow
          key={seat.person_id}
          id={seat.person_id}
          name={seat.name}
          avatar={seat.avatar}
          note={seat.post}
          live
          onOpen={() => place.showPerson(seat.person_id)}
        >
          {silent(seat) && <i className={css.muted}>{t("members.silenced")}</i>}
          {seat.role !== "member" && <i className={css.tag}>{t(`members.${seat.role}`)}</i>}
          {seat.person_id !== me && <SeatMenu seat={seat} conversation={conversation} />}
        </PersonRow>
      ))}
    </ul>
  );
}
