import { Link } from "@tanstack/react-router";
import Button from "antd/es/button";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { toast } from "@/kit/toast";
import type { Department } from "../../calls";
import { type Forest, namesTo } from "../../directory/tree";
import { DetailsPane } from "../../lists/DetailsPane";
import { DepartmentForm } from "./DepartmentForm";
import css from "./DepartmentPane.module.css";
import { HeadsForm } from "./HeadsForm";
import { useDeleteDepartment } from "./queries";

interface Props {
  org: string;
  department: Department;
  forest: Forest;
  close: () => void;
  addUnder: () => void;
}

/** One department: where it stands, who leads it, what it is called. */
export function DepartmentPane({ org, department, forest, close, addUnder }: Props) {
  const { t } = useTranslation("organisations");
  const remove = useDeleteDepartment(org, department.id);
  const above = namesTo(forest, department.parent_id ?? undefined);
  return (
    <DetailsPane title={department.name} close={close}>
      <p className={css.facts}>
        {above.length > 0 ? `${above.join(" / ")} · ` : ""}
        {t("departments.direct", { count: department.members })} · {t("departments.total", { count: department.total })}
        {department.invited > 0 ? ` · ${t("departments.invited", { count: department.invited })}` : ""}
      </p>
      <p>
        <Link className="thumb" to={`/admin/${org}/members` as string} search={{ department: department.id } as never}>
          {t("departments.seeMembers")}
        </Link>
      </p>
      <HeadsForm org={org} department={department} />
      <DepartmentForm org={org} department={department} />
      <div className={css.acts}>
        <Button block icon={<Plus size={16} aria-hidden />} onClick={addUnder}>
          {t("departments.addUnder")}
        </Button>
        <ConfirmButton
          block
          title={t("departments.deleteTitle", { name: department.name })}
          consequence={t("departments.deleteText")}
          confirm={t("common.delete")}
          act={() =>
            remove.mutateAsync().then(() => {
              toast(t("departments.deleted", { name: department.name }));
              close();
            })
          }
        >
          {t("common.delete")}
        </ConfirmButton>
      </div>
    </DetailsPane>
  );
}
