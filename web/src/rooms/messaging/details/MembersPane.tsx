import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Conversation, Seat } from "../calls";
import { useChat } from "../model/chat";
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
  const seats = useSeats(conversation);
  const group = conversation.kind === "group";
  return (
    <>
      <DetailsHead title={t("members.title", { count: conversation.members })}>
        {group && <IconButton label={t("members.add")} icon={<UserPlus />} onClick={() => setAdding(true)} />}
      </DetailsHead>
      <div className={css.body}>
        {conversation.kind === "department" && <p className={css.quiet}>{t("members.follows")}</p>}
        {seats.isPending && <Skeleton rows={6} />}
        {seats.error && <ErrorState problem={asProblem(seats.error)} retry={() => void seats.refetch()} />}
        {seats.data && <Seats seats={seats.data} conversation={conversation} />}
        {group && <GroupActs conversation={conversation} />}
      </div>
      {adding && <AddMembers conversation={conversation} seats={seats.data ?? []} close={() => setAdding(false)} />}
    </>
  );
}

/** Read again when somebody came, left, or took over. */
function useSeats(conversation: Conversation) {
  const client = useQueryClient();
  const { id, members, owner_id } = conversation;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count and the owner are what asks for a new read
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["conversation", id, "members"] });
  }, [client, id, members, owner_id]);
  return useQuery(seatsQuery(id));
}

function Seats({ seats, conversation }: { seats: Seat[]; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const me = useChat((state) => state.me);
  const owner = conversation.owner_id === me && conversation.kind === "group";
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
          {seat.person_id === conversation.owner_id && <i className={css.tag}>{t("members.owner")}</i>}
          {owner && seat.person_id !== me && <SeatMenu seat={seat} conversation={conversation} />}
        </PersonRow>
      ))}
    </ul>
  );
}
