import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { Panes } from "@/kit/Panes";
import { DirectoryList } from "../directory/DirectoryList";
import { MemberCardPane } from "../directory/MemberCardPane";
import { MembersPane } from "../directory/MembersPane";
import { NoOrganisation } from "../directory/NoOrganisation";
import { grow } from "../directory/tree";
import { useDirectory } from "../directory/useDirectory";
import { useDepartments } from "../queries";

/** Who belongs: departments, members, a member's card. */
export default function DirectoryScreen() {
  const directory = useDirectory();
  if (!directory.org) return <NoOrganisation />;
  return <OfOrganisation key={directory.org} org={directory.org} directory={directory} />;
}

function OfOrganisation({ org, directory }: { org: string; directory: ReturnType<typeof useDirectory> }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const departments = useDepartments(org);
  const forest = useMemo(() => grow(departments.data ?? []), [departments.data]);
  const { chosen, member, q, toDepartment, toMember } = directory;
  // On a phone results take the place of the tree, below the words one is typing.
  const depth = member ? "details" : chosen && !q ? "stage" : "list";
  return (
    <Panes
      list={<DirectoryList org={org} directory={directory} departments={departments} forest={forest} />}
      stage={
        phone && q ? null : (
          <MembersPane org={org} directory={directory} forest={forest} back={() => toDepartment(undefined)} />
        )
      }
      details={member ? <MemberCardPane org={org} member={member} close={() => toMember(undefined)} /> : null}
      depth={depth}
      back={() => (member ? toMember(undefined) : toDepartment(undefined))}
      labels={{ list: t("directory.tree"), stage: t("directory.members"), details: t("card.title") }}
    />
  );
}
