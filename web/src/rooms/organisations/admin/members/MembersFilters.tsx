import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { MEMBER_KINDS, type MemberKind, STATUSES, type Status } from "../../calls";
import { SearchBox } from "../../directory/SearchBox";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import css from "./MembersFilters.module.css";
import type { MembersSearch } from "./membersSearch";
import type { useMembersPage } from "./useMembersPage";

interface Props {
  org: string;
  search: MembersSearch;
  set: ReturnType<typeof useMembersPage>["set"];
}

/** By words, by status, by department. */
export function MembersFilters({ org, search, set }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <div className={css.filters}>
      <div className={css.words}>
        <SearchBox value={search.q ?? ""} change={(q) => set({ q: q || undefined })} />
      </div>
      <Select<Status | "">
        className={css.status}
        value={search.status ?? ""}
        aria-label={t("members.filterStatus")}
        onChange={(status) => set({ status: status || undefined })}
        options={[
          { value: "", label: t("members.present") },
          ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
      />
      <Select<MemberKind | "">
        className={css.status}
        value={search.kind ?? ""}
        aria-label={t("members.kind")}
        onChange={(kind) => set({ kind: kind || undefined })}
        options={[
          { value: "", label: t("members.allKinds") },
          ...MEMBER_KINDS.map((value) => ({ value, label: t(`memberKinds.${value}`) })),
        ]}
      />
      <div className={css.department}>
        <DepartmentSelect
          org={org}
          allowClear
          value={search.department}
          placeholder={t("members.allDepartments")}
          label={t("members.filterDepartment")}
          onChange={(department) => set({ department })}
        />
      </div>
    </div>
  );
}
