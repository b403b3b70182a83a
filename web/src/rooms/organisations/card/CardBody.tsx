import { isLost } from "@/app/problem";
import { ErrorState, Skeleton } from "@/kit/states";
import { useCard } from "../queries";
import { CardActs } from "./CardActs";
import { CardFacts } from "./CardFacts";
import { MemberFace } from "./MemberFace";

interface Props {
  org: string;
  member: string;
  go?: (() => void) | undefined;
}

/** A member's card: who it is, how to reach, where in the house. */
export function CardBody({ org, member, go }: Props) {
  const card = useCard(org, member);
  if (card.isPending) return <Skeleton rows={4} />;
  if (isLost(card)) return <ErrorState problem={card.error} retry={() => void card.refetch()} />;
  return (
    <>
      <MemberFace card={card.data} />
      <CardActs org={org} card={card.data} go={go} />
      <CardFacts org={org} card={card.data} go={go} />
    </>
  );
}
