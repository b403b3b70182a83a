import Dropdown from "antd/es/dropdown";
import { Ellipsis, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { PageHeader } from "@/kit/PageHeader";
import type { Conversation } from "../calls";
import { itemsFor } from "../list/RowMenu";
import { titleOf, useChat } from "../model/chat";
import { usePlace } from "../usePlace";

export function StageHead({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const showing = place.details === "members" || place.details === "person";
  const toggle = () => (showing ? place.closeDetails() : place.showMembers());
  return (
    <PageHeader
      title={titleOf(conversation)}
      note={useNote(conversation)}
      back={place.close}
      actions={
        <>
          {conversation.kind !== "direct" && (
            <IconButton label={t("stage.members")} icon={<Users />} active={showing} onClick={toggle} />
          )}
          <Dropdown trigger={["click"]} menu={{ items: itemsFor(conversation, t) }} destroyOnHidden>
            <IconButton label={t("stage.more")} icon={<Ellipsis />} />
          </Dropdown>
        </>
      }
    />
  );
}

/** "部门群 · 32 人 · 群主 周岚" */
function useNote(conversation: Conversation): string {
  const { t } = useTranslation("messaging");
  const owner = useChat((state) => {
    const id = conversation.owner_id;
    if (id === state.me) return t("kind.ownerYou");
    const name = id === null ? undefined : state.people[id]?.name;
    return name ? t("kind.owner", { name }) : null;
  });
  const link = t("kind.dot");
  if (conversation.kind === "direct") return conversation.peer?.post ?? t("kind.direct");
  const parts = [t(`kind.${conversation.kind}`), t("kind.members", { count: conversation.members })];
  if (owner) parts.push(owner);
  return parts.join(link);
}
