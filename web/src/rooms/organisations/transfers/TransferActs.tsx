import Button from "antd/es/button";
import { ArrowRightLeft } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { part } from "@/kit/part";
import type { MemberCard } from "../calls";
import { useDepartments } from "../queries";
import type { OpensAs } from "./TransferDialog";

const TransferDialog = part(() => import("./TransferDialog"), { floating: true });

/** On a card: to apply for a transfer, to invite into a department one leads, or to transfer as HR. */
export function TransferActs({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const me = useMe();
  const departments = useDepartments(org);
  const own = me.memberships.find((one) => one.organisation.id === org)?.member_id;
  const here = card.posts.map((one) => one.department_id);
  const led = useMemo(
    () =>
      (departments.data ?? [])
        .filter((one) => own && one.head_ids.includes(own) && !here.includes(one.id))
        .map(({ id, name }) => ({ id, name })),
    [departments.data, own, here],
  );
  const [as, setAs] = useState<OpensAs>();
  if (card.status !== "active") return null;
  const ways: OpensAs[] = card.person_id === me.id ? ["apply"] : [];
  if (card.person_id !== me.id && card.may_manage) ways.push("notice");
  else if (card.person_id !== me.id && led.length > 0) ways.push("invite");
  return (
    <>
      {ways.map((way) => (
        <Button key={way} size="large" icon={<ArrowRightLeft size={16} aria-hidden />} onClick={() => setAs(way)}>
          {t(`transfers.${way}`)}
        </Button>
      ))}
      {as ? (
        <TransferDialog
          org={org}
          member={card.id}
          as={as}
          {...(as === "invite" && { into: led })}
          close={() => setAs(undefined)}
        />
      ) : null}
    </>
  );
}
