import { useNavigate, useSearch } from "@tanstack/react-router";
import Button from "antd/es/button";
import { ListTree, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { AdminFrame } from "../admin/AdminFrame";
import { DepartmentPane } from "../admin/departments/DepartmentPane";
import { NewDepartment } from "../admin/departments/NewDepartment";
import { useAdmin } from "../admin/useAdmin";
import { DepartmentTree } from "../directory/DepartmentTree";
import { grow } from "../directory/tree";
import { useDepartments } from "../queries";

/** The department whose pane is open stands in the address: back closes it. */
function useChosen(org: string) {
  const navigate = useNavigate();
  const { department } = useSearch({ strict: false }) as { department?: string };
  const choose = (next: string | undefined) => {
    const search = next ? { department: next } : {};
    void navigate({ to: `/admin/${org}/departments`, search: search as never, replace: Boolean(department) });
  };
  return [department, choose] as const;
}

/** The tree of departments: made, named, moved, headed, removed. */
export default function AdminDepartments() {
  const { t } = useTranslation("organisations");
  const { org } = useAdmin();
  const departments = useDepartments(org);
  const forest = useMemo(() => grow(departments.data ?? []), [departments.data]);
  const [chosen, setChosen] = useChosen(org);
  // Under which department one is being made; `null` is the top.
  const [making, setMaking] = useState<string | null>();
  const department = chosen ? forest.byId.get(chosen) : undefined;
  const close = () => setChosen(undefined);
  return (
    <AdminFrame
      page="departments"
      full
      closeDetails={close}
      details={
        department ? (
          <DepartmentPane
            key={department.id}
            org={org}
            department={department}
            forest={forest}
            close={close}
            addUnder={() => setMaking(department.id)}
          />
        ) : null
      }
      actions={
        <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(null)}>
          {t("departments.add")}
        </Button>
      }
    >
      {departments.isPending ? <Skeleton rows={8} avatar={false} /> : null}
      {departments.error ? <ErrorState problem={departments.error} retry={() => void departments.refetch()} /> : null}
      {departments.data?.length === 0 ? (
        <EmptyState icon={<ListTree />} title={t("departments.empty")} hint={t("departments.emptyHint")} />
      ) : null}
      {departments.data?.length ? (
        <DepartmentTree
          org={org}
          forest={forest}
          selected={chosen}
          choose={setChosen}
          head={<div style={{ height: 12 }} />}
        />
      ) : null}
      {making === undefined ? null : (
        <NewDepartment org={org} parent={making} close={() => setMaking(undefined)} made={setChosen} />
      )}
    </AdminFrame>
  );
}
