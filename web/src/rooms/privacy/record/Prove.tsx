import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dayOf, midnight } from "@/kit/days";
import { ProofActs } from "@/kit/ProofActs";
import { Sheet } from "@/kit/Sheet";
import { useRecord } from "../queries";
import css from "./record.module.css";

/** The id of the platform's log, for what one did outside of any organisation. */
const PLATFORM = "00000000-0000-0000-0000-000000000000";
const USUAL_DAYS = 30;

/** What one did from one day to another, as a file that proves it to anybody. */
export function Prove() {
  const { t } = useTranslation("privacy");
  const record = useRecord();
  const realms = (record.data ?? []).filter((one) => one.current || one.id === null);
  const [chosen, setChosen] = useState<string>();
  const [from, setFrom] = useState(() => dayOf(new Date(), -USUAL_DAYS));
  const [to, setTo] = useState(() => dayOf(new Date()));
  const realm = chosen ?? realms.find((one) => one.id)?.id ?? PLATFORM;
  // Before it is known where one belongs, what one did there would be asked for in the platform's log.
  const ready = record.data !== undefined && from !== "" && to !== "" && from <= to;
  const proof = () => {
    const period = { since: midnight(from).toISOString(), until: midnight(to, 1).toISOString() };
    return { path: `/api/me/evidence?${new URLSearchParams({ realm, ...period })}`, name: `tocsin-${from}-${to}.json` };
  };
  return (
    <Sheet title={t("prove.title")} hint={t("prove.hint")}>
      <div className={css.form}>
        <Select
          aria-label={t("prove.where")}
          value={realm}
          loading={record.isPending}
          onChange={setChosen}
          options={realms.map((one) => ({ value: one.id ?? PLATFORM, label: one.name ?? t("kept.platform") }))}
        />
        <span className={css.days}>
          <Input
            type="date"
            aria-label={t("prove.from")}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <span aria-hidden="true">–</span>
          <Input type="date" aria-label={t("prove.to")} value={to} onChange={(event) => setTo(event.target.value)} />
        </span>
      </div>
      <ProofActs proof={ready ? proof() : null} />
    </Sheet>
  );
}
