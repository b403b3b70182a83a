import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { MemberSelect } from "../../fields/MemberSelect";
import css from "../members/MembersFilters.module.css";
import { type AuditSearch, PERIODS } from "./auditSearch";
import { AUDITED } from "./kinds";

interface Props {
  org: string;
  search: AuditSearch;
  set: (change: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) => void;
}

/** By act, by who did it, by whom it was about, by when. */
export function AuditFilters({ org, search, set }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <div className={css.filters}>
      <div className={css.words}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          style={{ width: "100%" }}
          value={search.kind}
          onChange={(kind) => set({ kind })}
          placeholder={t("audit.filterKind")}
          aria-label={t("audit.filterKind")}
          options={AUDITED.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
      </div>
      {(["by", "about"] as const).map((role) => (
        <div key={role} className={css.half}>
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
      <div className={css.half}>
        <Select
          allowClear
          style={{ width: "100%" }}
          value={search.days}
          onChange={(days) => set({ days })}
          placeholder={t("audit.filterPeriod")}
          aria-label={t("audit.filterPeriod")}
          options={PERIODS.map((value) => ({ value, label: t(`audit.periods.${value}`) }))}
        />
      </div>
    </div>
  );
}
