import { useTranslation } from "react-i18next";
import { PersonCard } from "@/rooms/organisations/door";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";

/** The card of a person met in a conversation. */
export default function PersonPane({ conversation, person }: { conversation: Conversation; person: string }) {
  const { t } = useTranslation("messaging");
  const face = useChat((state) => state.people[person]);
  const wanted = {
    person,
    name: face?.name ?? conversation.peer?.name ?? t("person.unknown"),
    avatar: face?.avatar ?? conversation.peer?.avatar ?? null,
    organisation: conversation.organisation_id,
  };
  return (
    <>
      <DetailsHead title={t("person.title")} />
      <div className={css.card}>
        <PersonCard wanted={wanted} />
      </div>
    </>
  );
}
