import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import { MemberSelect } from "../../fields/MemberSelect";
import css from "./Explain.module.css";
import { useHolders, usePowers, usePowersOf } from "./queries";
import { useBecauseWords } from "./useBecauseWords";

interface Props {
  org: string;
  member: string | undefined;
  choose: (member: string | undefined) => void;
}

/** What may this person do, and why; who may do this. */
export function Explain({ org, member, choose }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <>
      <Sheet title={t("roles.whatMay")} hint={t("roles.choosePerson")}>
        <MemberSelect org={org} value={member} onChange={choose} allowClear label={t("roles.member")} />
        {member ? <PowersOf org={org} member={member} /> : null}
      </Sheet>
      <WhoMay org={org} />
    </>
  );
}

function PowersOf({ org, member }: { org: string; member: string }) {
  const { t } = useTranslation("organisations");
  const words = useBecauseWords();
  const powers = usePowersOf(org, member);
  if (powers.isPending) return <Skeleton rows={4} avatar={false} />;
  if (isLost(powers)) return <ErrorState problem={powers.error} retry={() => void powers.refetch()} />;
  return (
    <dl className={css.facts}>
      {powers.data.map((held) => (
        <div key={held.power} className={css.fact}>
          <dt>{held.words}</dt>
          <dd>{words(held.because)}</dd>
        </div>
      ))}
      {powers.data.length === 0 ? <p>{t("roles.noPowers")}</p> : null}
    </dl>
  );
}

function WhoMay({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const [power, setPower] = useState<string>();
  const [department, setDepartment] = useState<string>();
  const powers = usePowers(org);
  return (
    <Sheet title={t("roles.whoMay")} hint={t("roles.choosePower")}>
      <div className={css.question}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          value={power}
          onChange={setPower}
          placeholder={t("roles.power")}
          aria-label={t("roles.power")}
          options={(powers.data ?? []).map((one) => ({ value: one.power, label: one.words }))}
        />
        <DepartmentSelect
          org={org}
          value={department}
          onChange={setDepartment}
          allowClear
          placeholder={t("roles.anywhere")}
          label={t("roles.department")}
        />
      </div>
      {power ? <HoldersOf org={org} power={power} department={department} /> : null}
    </Sheet>
  );
}

function HoldersOf({ org, power, department }: { org: string; power: string; department: string | undefined }) {
  const { t } = useTranslation("organisations");
  const words = useBecauseWords();
  const holders = useHolders(org, power, department);
  if (holders.isPending) return <Skeleton rows={3} />;
  if (isLost(holders)) return <ErrorState problem={holders.error} retry={() => void holders.refetch()} />;
  if (holders.data.everyone) return <p>{t("roles.everyone")}</p>;
  if (holders.data.items.length === 0) return <p>{t("roles.noHolders")}</p>;
  return (
    <dl className={css.facts}>
      {holders.data.items.map((holder) => (
        <div key={holder.member_id} className={css.fact}>
          <dt>{holder.name}</dt>
          <dd>{words(holder.because)}</dd>
        </div>
      ))}
    </dl>
  );
}
