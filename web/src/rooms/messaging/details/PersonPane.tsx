import { useMutation } from "@tanstack/react-query";
import { MessageSquare } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { toast } from "@/kit/toast";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { openDirect } from "../model/conversations";
import { usePlace } from "../usePlace";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";

/** A person met in a group: who it is, and the way to write to them alone. */
export default function PersonPane({ conversation, person }: { conversation: Conversation; person: string }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const me = useChat((state) => state.me);
  const face = useChat((state) => state.people[person]);
  const name = face?.name ?? t("person.unknown");
  const write = useMutation({
    mutationFn: () => openDirect(person),
    onSuccess: (direct) => place.open(direct.id),
    onError: (error) => toast(asProblem(error).message, { urgent: true }),
  });
  return (
    <>
      <DetailsHead title={t("person.title")} />
      <div className={css.card}>
        <PersonAvatar id={person} name={name} src={face?.avatar ?? null} size={72} />
        <h3>{name}</h3>
        {face?.post && <p>{face.post}</p>}
        <p>{t("person.from", { name: conversation.name })}</p>
        {person !== me && (
          <button type="button" className={css.primary} disabled={write.isPending} onClick={() => write.mutate()}>
            <MessageSquare size={16} aria-hidden="true" />
            {t("person.write")}
          </button>
        )}
      </div>
    </>
  );
}
