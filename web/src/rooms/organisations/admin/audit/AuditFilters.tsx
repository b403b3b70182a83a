import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Space from "antd/es/space";
import { Search, SlidersHorizontal } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { MemberSelect } from "../../fields/MemberSelect";
import css from "../members/MembersFilters.module.css";
import { usePowers } from "../roles/queries";
import own from "./AuditFilters.module.css";
import { type AuditSearch, PERIODS } from "./auditSearch";
import { AUDITED } from "./kinds";

export type SetSearch = (change: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) => void;

interface Props {
  org: string;
  search: AuditSearch;
  set: SetSearch;
}

/** By name; by who did it, whom it was about, the act, the power it takes, and when. On phones all but the name folded away. */
export function AuditFilters({ org, search, set }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const [open, setOpen] = useState(false);
  const { q: _, ...folded } = search;
  const count = Object.keys(folded).length;
  return (
    <search className={css.filters}>
      <Named value={search.q ?? ""} set={(q) => set({ q })} />
      {phone ? (
        <Button icon={<SlidersHorizontal size={16} aria-hidden />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {count > 0 ? t("audit.filtersSet", { count }) : t("audit.filters")}
        </Button>
      ) : null}
      {!phone || open ? <Others org={org} search={search} set={set} /> : null}
    </search>
  );
}

/** Asked for when one is done with typing: every search is recorded. */
function Named({ value, set }: { value: string; set: (q: string | undefined) => void }) {
  const { t } = useTranslation("organisations");
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const ask = () => typed.trim() !== value && set(typed.trim() || undefined);
  return (
    <div className={own.name}>
      <Space.Compact block>
        <Input
          allowClear
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            if (event.target.value === "") set(undefined);
          }}
          onPressEnter={ask}
          placeholder={t("audit.filterName")}
          aria-label={t("audit.filterName")}
          enterKeyHint="search"
        />
        <Button icon={<Search size={16} aria-hidden />} aria-label={t("audit.find")} onClick={ask} />
      </Space.Compact>
    </div>
  );
}

function Others({ org, search, set }: Props) {
  const { t } = useTranslation("organisations");
  const powers = usePowers(org);
  return (
    <>
      {(["by", "about"] as const).map((role) => (
        <div key={role} className={own.field}>
          <MemberSelect
            org={org}
            value={search[role]}
            onChange={(member) => set({ [role]: member })}
            allowClear
            placeholder={t(role === "by" ? "audit.filterActor" : "audit.filterAbout")}
            label={t(role === "by" ? "audit.filterActor" : "audit.filterAbout")}
          />
        </div>
      ))}
      <div className={own.field}>
        <Choice
          label={t("audit.filterKind")}
          value={search.kind}
          set={(kind) => set({ kind })}
          options={AUDITED.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
      </div>
      <div className={own.field}>
        <Choice
          label={t("audit.filterPower")}
          value={search.power}
          set={(power) => set({ power })}
          options={(powers.data ?? []).map((one) => ({ value: one.power, label: one.words }))}
        />
      </div>
      <Period search={search} set={set} />
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  set: (value: string | undefined) => void;
  options: { value: string; label: string }[];
}

function Choice({ label, value, set, options }: ChoiceProps) {
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: "100%" }}
      value={value}
      onChange={set}
      placeholder={label}
      aria-label={label}
      popupMatchSelectWidth={false}
      options={options}
    />
  );
}

const OWN = "own";

function Period({ search, set }: Omit<Props, "org">) {
  const { t } = useTranslation("organisations");
  const [chosen, setOwn] = useState(Boolean(search.from || search.to));
  const dated = chosen || Boolean(search.from || search.to);
  const options = [
    ...PERIODS.map((value) => ({ value: value as string, label: t(`audit.periods.${value}`) })),
    { value: OWN, label: t("audit.periods.own") },
  ];
  const choose = (value: string | undefined) => {
    setOwn(value === OWN);
    set({ days: PERIODS.find((one) => one === value), from: undefined, to: undefined });
  };
  return (
    <>
      <div className={own.field}>
        <Select
          allowClear
          style={{ width: "100%" }}
          value={search.days ?? (dated ? OWN : undefined)}
          onChange={choose}
          placeholder={t("audit.filterPeriod")}
          aria-label={t("audit.filterPeriod")}
          options={options}
        />
      </div>
      {dated ? (
        <span className={own.days}>
          <Day label={t("audit.from")} value={search.from} set={(from) => set({ from, days: undefined })} />
          <span aria-hidden="true">–</span>
          <Day label={t("audit.to")} value={search.to} set={(to) => set({ to, days: undefined })} />
        </span>
      ) : null}
    </>
  );
}

function Day({
  label,
  value,
  set,
}: {
  label: string;
  value: string | undefined;
  set: (day: string | undefined) => void;
}) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => set(event.target.value || undefined)}
    />
  );
}
