import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { ErrorState, Skeleton } from "@/kit/states";
import { useCardsOf } from "../queries";
import { CardBody } from "./CardBody";
import css from "./PersonCard.module.css";
import type { CardWanted } from "./person";

/** The card of a person met elsewhere than in the directory: from the organisation one meets them in, if one shares it. */
export default function PersonCard({ wanted, go }: { wanted: CardWanted; go?: (() => void) | undefined }) {
  const { t } = useTranslation("organisations");
  const cards = useCardsOf(wanted.person);
  if (cards.isPending) return <Skeleton rows={4} />;
  if (cards.error && cards.error.status !== 404) {
    return <ErrorState problem={cards.error} retry={() => void cards.refetch()} />;
  }
  const found = cards.data?.find((one) => one.organisation.id === wanted.organisation) ?? cards.data?.[0];
  if (found) return <CardBody org={found.organisation.id} member={found.member_id} go={go} />;
  return (
    <div className={css.stranger}>
      <PersonAvatar id={wanted.person} name={wanted.name} src={wanted.avatar} size={64} />
      <h2>{wanted.name}</h2>
      <p>{t("card.none")}</p>
    </div>
  );
}
