import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { GroupPane, GroupRegister, type RegisterSearch, registerSearch } from "@/rooms/groups/door";
import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";
import { DepartmentSelect } from "../fields/DepartmentSelect";

/** The register of groups, and beside it the group one looks at: both as the address has them. */
export default function AdminGroups() {
  const { t } = useTranslation("organisations");
  const { org } = useAdmin();
  const { search, set } = useRegisterPage(org);
  const close = () => set({ group: undefined });
  const narrow = (
    <DepartmentSelect
      org={org}
      value={search.department}
      onChange={(department) => set({ department })}
      allowClear
      placeholder={t("admin.nav.departments")}
      label={t("admin.nav.departments")}
    />
  );
  return (
    <AdminFrame
      page="groups"
      full
      details={search.group ? <GroupPane key={search.group} org={org} id={search.group} close={close} /> : null}
      closeDetails={close}
    >
      <GroupRegister org={org} search={search} set={set} narrow={narrow} />
    </AdminFrame>
  );
}

/** A group that opens is a step one can go back from; a list narrowed otherwise is not. */
function useRegisterPage(org: string) {
  const search = registerSearch(useSearch({ strict: false })) as RegisterSearch;
  const navigate = useNavigate();
  const set = (change: { [K in keyof RegisterSearch]?: RegisterSearch[K] | undefined }) => {
    const opens = Boolean(change.group) && !search.group;
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ to: `/admin/${org}/groups`, search: Object.fromEntries(next) as never, replace: !opens });
  };
  return { search, set };
}
