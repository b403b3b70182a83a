import Switch from "antd/es/switch";
import { UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { PageHeader } from "@/kit/PageHeader";
import { EmptyState } from "@/kit/states";
import { FirstSteps } from "./FirstSteps";
import { MemberResults } from "./MemberResults";
import { MembersList } from "./MembersList";
import css from "./MembersPane.module.css";
import { Subdepartments } from "./Subdepartments";
import { type Forest, namesTo } from "./tree";
import type { Directory } from "./useDirectory";

interface Props {
  org: string;
  directory: Directory;
  forest: Forest;
  back: () => void;
}

/** The middle pane: who is in the chosen department, or who was found. */
export function MembersPane({ org, directory, forest, back }: Props) {
  const { t } = useTranslation("organisations");
  const { department, q } = directory;
  if (q) {
    return (
      <>
        <PageHeader title={t("directory.found", { q })} back={back} />
        <MemberResults org={org} directory={directory} />
      </>
    );
  }
  return <InDepartment key={department ?? ""} {...{ org, directory, forest, back }} />;
}

function InDepartment({ org, directory, forest, back }: Props) {
  const { t } = useTranslation("organisations");
  const { department } = directory;
  const [deep, setDeep] = useState(false);
  const names = namesTo(forest, department);
  const here = department ? forest.byId.get(department) : undefined;
  const title = department ? (names.at(-1) ?? "") : t("directory.wholeOrganisation");
  const staff = here && here.staff < here.total ? ` · ${t("directory.staff", { count: here.staff })}` : "";
  const count = here ? t("people.count", { count: here.total }) + staff : undefined;
  return (
    <>
      <PageHeader
        title={title}
        note={names.length > 1 ? `${names.slice(0, -1).join(" / ")} · ${count}` : count}
        back={back}
        actions={department && hasBelow(forest, department) ? <DeepSwitch deep={deep} change={setDeep} /> : null}
      />
      <MembersList
        org={org}
        query={department ? { department_id: department, ...(deep && { deep }) } : {}}
        directory={directory}
        label={title}
        few={department ? 0 : 1}
        head={department && !deep ? <Subdepartments department={department} {...{ forest, directory }} /> : null}
        empty={
          department ? (
            <EmptyState icon={<UsersRound />} title={t("directory.nobody")} hint={t("directory.nobodyHint")} />
          ) : (
            <FirstSteps org={org} />
          )
        }
      />
    </>
  );
}

function hasBelow(forest: Forest, department: string): boolean {
  return (forest.below.get(department)?.length ?? 0) > 0;
}

function DeepSwitch({ deep, change }: { deep: boolean; change: (deep: boolean) => void }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
    <label className={css.deep}>
      <Switch size="small" checked={deep} onChange={change} />
      {t(phone ? "directory.deepShort" : "directory.deep")}
    </label>
  );
}
