import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { FileCheck2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { dayOf, midnight } from "@/kit/days";
import { download } from "@/kit/download";
import { Refusal } from "@/kit/Refusal";
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
  const ready = from !== "" && to !== "" && from <= to;
  const take = useMutation<void, Problem>({
    mutationFn: () => {
      const period = { since: midnight(from).toISOString(), until: midnight(to, 1).toISOString() };
      return download(`/api/me/evidence?${new URLSearchParams({ realm, ...period })}`, `tocsin-${from}-${to}.json`);
    },
  });
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
        <Button
          icon={<FileCheck2 size={16} />}
          disabled={!ready}
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          {t("prove.take")}
        </Button>
      </div>
      <Refusal problem={take.error} style={{ marginBottom: 12 }} />
      <p className={css.quiet}>
        <Link to="/verify" target="_blank" className="thumb">
          {t("prove.check")}
        </Link>
      </p>
    </Sheet>
  );
}
