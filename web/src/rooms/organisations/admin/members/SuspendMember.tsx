import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { toast } from "@/kit/toast";
import type { MemberCard } from "../../calls";
import { useSuspend } from "../../queries";

/** Suspends a member for a while, or lets a suspended one back in. */
export function SuspendMember({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const suspend = useSuspend(org, card.id);
  if (card.status !== "active" && card.status !== "suspended") return null;
  const back = card.status === "suspended";
  const way = back ? "reinstate" : "suspend";
  return (
    <ConfirmButton
      block
      danger={!back}
      style={{ marginBottom: 12 }}
      title={t(`members.${way}Title`, { name: card.name })}
      consequence={t(`members.${way}Text`)}
      confirm={t(`members.${way}`)}
      act={() => suspend.mutateAsync(back ? null : { reason: "" }).then(() => toast(t("common.saved")))}
    >
      {t(`members.${way}`)}
    </ConfirmButton>
  );
}
