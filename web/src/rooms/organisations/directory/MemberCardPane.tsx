import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { PageHeader } from "@/kit/PageHeader";
import { ErrorState, Skeleton } from "@/kit/states";
import { useCard } from "../queries";
import { CardActs } from "./CardActs";
import { CardFacts } from "./CardFacts";
import css from "./MemberCardPane.module.css";
import { MemberFace } from "./MemberFace";

interface Props {
  org: string;
  member: string;
  close: () => void;
}

/** A member's card: who it is, how to reach, where in the house. */
export function MemberCardPane({ org, member, close }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const card = useCard(org, member);
  useLayer(true, close);
  return (
    <>
      <PageHeader
        title={t("card.title")}
        back={close}
        actions={phone ? null : <IconButton label={t("common.close")} icon={<X aria-hidden />} onClick={close} />}
      />
      <div className={css.body}>
        {card.isPending ? <Skeleton rows={4} /> : null}
        {card.error ? <ErrorState problem={card.error} retry={() => void card.refetch()} /> : null}
        {card.data ? (
          <>
            <MemberFace card={card.data} />
            <CardActs org={org} card={card.data} />
            <CardFacts org={org} card={card.data} />
          </>
        ) : null}
      </div>
    </>
  );
}
