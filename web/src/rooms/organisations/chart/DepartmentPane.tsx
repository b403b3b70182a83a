import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/kit/states";
import type { Department } from "../calls";
import { Go } from "../card/CardLine";
import { MembersList } from "../directory/MembersList";
import type { Directory } from "../directory/useDirectory";
import { DetailsPane } from "../lists/DetailsPane";
import css from "./Chart.module.css";

interface Props {
  org: string;
  department: Department | undefined;
  /** Shown for the organisation itself. */
  title: string;
  close: () => void;
  toMember: (member: string | undefined) => void;
}

/** Who is in the department one points at, and who leads it. */
export function DepartmentPane({ org, department, title, close, toMember }: Props) {
  const { t } = useTranslation("organisations");
  const router = useRouter();
  const directory = { toMember, member: undefined } as unknown as Directory;
  return (
    <DetailsPane title={department?.name ?? title} close={close}>
      <div className={css.pane}>
        {department ? (
          <div className={css.about}>
            {department.heads.length > 0 ? (
              <p>
                {t("directory.head")}{" "}
                {department.heads.map((head) => (
                  <button key={head.member_id} type="button" onClick={() => toMember(head.member_id)}>
                    {head.name}
                  </button>
                ))}
              </p>
            ) : null}
            <p>{t("chart.counts", { members: department.members, total: department.total })}</p>
            <p>
              <Go to={router.buildLocation({ to: `/directory/${org}/${department.id}` }).href}>
                {t("chart.inDirectory")}
              </Go>
            </p>
          </div>
        ) : null}
        <MembersList
          org={org}
          query={department ? { department_id: department.id } : {}}
          directory={directory}
          label={t("directory.members")}
          empty={<EmptyState title={t("directory.nobody")} hint={t("directory.nobodyHint")} />}
        />
      </div>
    </DetailsPane>
  );
}
