import { useState } from "react";
import { useTranslation } from "react-i18next";
import { GroupPane, GroupRegister, type GroupRow } from "@/rooms/groups/door";
import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";
import { DepartmentSelect } from "../fields/DepartmentSelect";

/** The register of groups, and beside it the group one looks at. */
export default function AdminGroups() {
  const { t } = useTranslation("organisations");
  const { org } = useAdmin();
  const [chosen, setChosen] = useState<GroupRow | null>(null);
  const [department, setDepartment] = useState<string>();
  const close = () => setChosen(null);
  const narrow = (
    <DepartmentSelect
      org={org}
      value={department}
      onChange={setDepartment}
      allowClear
      placeholder={t("admin.nav.departments")}
      label={t("admin.nav.departments")}
    />
  );
  return (
    <AdminFrame
      page="groups"
      full
      details={chosen ? <GroupPane key={chosen.id} org={org} row={chosen} close={close} /> : null}
      closeDetails={close}
    >
      <GroupRegister org={org} department={department} narrow={narrow} chosen={chosen?.id ?? null} choose={setChosen} />
    </AdminFrame>
  );
}
