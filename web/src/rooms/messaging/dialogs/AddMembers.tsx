import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colleague } from "@/app/colleagues";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import { toast } from "@/kit/toast";
import type { Conversation } from "../calls";
import { addMembers } from "../model/conversations";
import { ChoosePeople } from "./ChoosePeople";
import css from "./dialogs.module.css";

interface Props {
  conversation: Conversation;
  close: () => void;
}

export default function AddMembers({ conversation, close }: Props) {
  const { t } = useTranslation("messaging");
  const [chosen, setChosen] = useState<Colleague[]>([]);
  const ids = chosen.map((one) => one.id);
  const done = (waiting: number) => {
    if (waiting > 0) toast(t("members.waiting", { count: waiting }));
    close();
  };
  const act = useMutation({ mutationFn: () => addMembers(conversation.id, ids), onSuccess: done });
  return (
    <Dialog
      title={t("members.add")}
      close={close}
      foot={
        <FootButton look="primary" disabled={ids.length === 0 || act.isPending} onClick={() => act.mutate()}>
          {t("members.addCount", { count: ids.length })}
        </FootButton>
      }
    >
      {act.error && (
        <p className={css.refused} role="alert">
          {asProblem(act.error).message}
        </p>
      )}
      <ChoosePeople
        organisationId={conversation.organisation_id ?? ""}
        chosen={chosen}
        change={setChosen}
        group={conversation.id}
      />
    </Dialog>
  );
}
