import { Megaphone, Settings2, UserPlus, UserSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { socket } from "@/app/live";
import { IconButton } from "@/kit/IconButton";
import { PagedList } from "@/kit/PagedList";
import { part } from "@/kit/part";
import { EmptyState } from "@/kit/states";
import { ExportButton } from "@/rooms/archive/door";
import type { Conversation, Seat } from "../calls";
import { useChat } from "../model/chat";
import { keptFrom, runs } from "../model/governing";
import { usePlace } from "../usePlace";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";
import { FindSeat, MANY } from "./FindSeat";
import { GroupActs } from "./GroupActs";
import { PersonRow } from "./PersonRow";
import { SeatMenu } from "./SeatMenu";
import { silent, useSeats } from "./seats";

const AddMembers = part(() => import("../dialogs/AddMembers"), { floating: true });

/** Who is in the group, and what its owner may change. A department group follows its department. */
export default function MembersPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const [adding, setAdding] = useState(false);
  const [q, setQ] = useState("");
  const { id, members } = conversation;
  const seats = useSeats(id, q);
  return (
    <>
      <DetailsHead title={t("members.title", { count: members })}>
        {mayInvite(conversation) && (
          <IconButton label={t("members.add")} icon={<UserPlus />} onClick={() => setAdding(true)} />
        )}
      </DetailsHead>
      <div className={css.list}>
        <PagedList
          pages={seats}
          keyOf={(seat) => seat.person_id}
          height={52}
          label={t("members.title", { count: members })}
          head={
            <>
              <GroupLinks conversation={conversation} />
              <NameOne conversation={conversation} />
              {conversation.kind === "department" && <p className={css.follows}>{t("members.follows")}</p>}
              {members >= MANY && <FindSeat q={q} find={setQ} />}
            </>
          }
          empty={<EmptyState icon={<UserSearch />} title={t("choose.none")} hint={t("members.noneHint")} />}
          row={(seat) => <SeatRow seat={seat} conversation={conversation} />}
        />
      </div>
      {conversation.kind === "group" && <GroupActs conversation={conversation} />}
      {adding && <AddMembers conversation={conversation} close={() => setAdding(false)} />}
    </>
  );
}

function mayInvite(conversation: Conversation): boolean {
  if (conversation.kind !== "group" || !conversation.open) return false;
  return runs(conversation) || conversation.settings?.inviting !== "admins";
}

/** Ways from the members to what else there is of the group. */
function GroupLinks({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const { requests } = conversation;
  const kept = keptFrom(conversation, "exporting");
  return (
    <ul className={css.links}>
      <li>
        <button type="button" onClick={place.showAnnouncements}>
          <Megaphone aria-hidden="true" />
          {t("announce.title")}
        </button>
      </li>
      {conversation.kind === "group" && conversation.open && runs(conversation) && (
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
        <ExportButton
          subject={{ id: conversation.id, name: conversation.name }}
          wide
          refused={kept && t(`export.tile.${kept}`)}
        />
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

function SeatRow({ seat, conversation }: { seat: Seat; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const me = useChat((state) => state.me);
  return (
    <PersonRow
      as="div"
      id={seat.person_id}
      name={seat.name}
      avatar={seat.avatar}
      note={seat.post}
      live
      onOpen={() => place.showPerson(seat.person_id)}
    >
      {conversation.open && silent(seat) && <i className={css.muted}>{t("members.silenced")}</i>}
      {seat.role !== "member" && <i className={css.tag}>{t(`members.${seat.role}`)}</i>}
      {seat.person_id !== me && <SeatMenu seat={seat} conversation={conversation} />}
    </PersonRow>
  );
}
