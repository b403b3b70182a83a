import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { OUTCOMES, type Outcome, type RosterImport } from "../../calls";
import { ApplyDialog } from "./ApplyDialog";
import { Columns } from "./Columns";
import css from "./Preview.module.css";
import { PreviewRows } from "./PreviewRows";
import { useDiscard } from "./queries";

interface Props {
  org: string;
  one: RosterImport;
  leave: () => void;
}

/** What the import would do, row by row, before it does anything. */
export function Preview({ org, one, leave }: Props) {
  const { t } = useTranslation("organisations");
  const [outcome, setOutcome] = useState<Outcome | "all">(one.counts.refuse ? "refuse" : "all");
  const [applying, setApplying] = useState(false);
  const { make = 0, change = 0, same = 0, refuse = 0 } = one.counts;
  const left = same === 0 ? "roster.allRefused" : refuse === 0 ? "roster.nothingToDo" : "roster.restRefused";
  return (
    <div className={css.preview}>
      <div className={css.head}>
        <p className={css.file}>{one.file_name}</p>
        {one.error ? <Alert type="warning" showIcon title={one.error.message} className={css.stopped} /> : null}
        <Columns columns={one.columns} />
        {one.departments.length > 0 ? <NewDepartments names={one.departments} /> : null}
        <div className={css.bar}>
          <OutcomeFilter one={one} value={outcome} change={setOutcome} />
          <PreviewActs org={org} one={one} leave={leave} apply={() => setApplying(true)} />
        </div>
        {make + change === 0 ? (
          <p role="status" className={css.note}>
            {t(left, { same, refuse })}
          </p>
        ) : null}
      </div>
      <PreviewRows
        org={org}
        id={one.id}
        outcome={outcome === "all" ? undefined : outcome}
        label={t("roster.preview")}
        nothing={t("roster.nobody")}
      />
      {applying ? <ApplyDialog org={org} one={one} close={() => setApplying(false)} /> : null}
    </div>
  );
}

interface FilterProps {
  one: RosterImport;
  value: Outcome | "all";
  change: (next: Outcome | "all") => void;
}

function OutcomeFilter({ one, value, change }: FilterProps) {
  const { t, i18n } = useTranslation("organisations");
  const number = new Intl.NumberFormat(i18n.language);
  const all = OUTCOMES.reduce((sum, outcome) => sum + (one.counts[outcome] ?? 0), 0);
  const label = (key: Outcome | "all", count: number) => (
    <span>
      {t(`roster.outcomes.${key}`)} <span className={css.count}>{number.format(count)}</span>
    </span>
  );
  return (
    <div className={css.filter}>
      <Segmented<Outcome | "all">
        aria-label={t("roster.byOutcome")}
        value={value}
        onChange={change}
        options={[
          { value: "all", label: label("all", all) },
          ...OUTCOMES.map((key) => ({ value: key, label: label(key, one.counts[key] ?? 0) })),
        ]}
      />
    </div>
  );
}

function PreviewActs({ org, one, leave, apply }: Props & { apply: () => void }) {
  const { t } = useTranslation("organisations");
  const discard = useDiscard(org);
  const { make = 0, change = 0 } = one.counts;
  return (
    <div className={css.acts}>
      <ConfirmButton
        danger={false}
        title={t("roster.discardTitle")}
        consequence={t("roster.discardText")}
        confirm={t("roster.discard")}
        act={() => discard.mutateAsync(one.id).then(leave)}
      >
        {t("roster.discard")}
      </ConfirmButton>
      <Button type="primary" disabled={make + change === 0} onClick={apply}>
        {t("roster.apply")}
      </Button>
    </div>
  );
}

function NewDepartments({ names }: { names: string[] }) {
  const { t } = useTranslation("organisations");
  return (
    <p className={css.note} title={names.join("\n")}>
      {t("roster.makeDepartments", { names: names.slice(0, 5).join("，") + (names.length > 5 ? " …" : "") })}
    </p>
  );
}
