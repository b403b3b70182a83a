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
import { ExternalCardPane } from "../external/ExternalCardPane";
import { ExternalPane } from "../external/ExternalPane";
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
  const { chosen, member, contact, external, q, toDepartment, toMember, toContact } = directory;
  // On a phone results take the place of the tree, below the words one is typing.
  const depth = member || contact ? "details" : chosen && !q ? "stage" : "list";
  return (
    <Panes
      list={<DirectoryList org={org} directory={directory} departments={departments} forest={forest} />}
      stage={
        phone && q ? null : external && !q ? (
          <ExternalPane org={org} directory={directory} back={() => toDepartment(undefined)} />
        ) : (
          <MembersPane org={org} directory={directory} forest={forest} back={() => toDepartment(undefined)} />
        )
      }
      details={
        contact ? (
          <ExternalCardPane key={contact} org={org} contact={contact} close={() => toContact(undefined)} />
        ) : member ? (
          <MemberCardPane org={org} member={member} close={() => toMember(undefined)} />
        ) : null
      }
      depth={depth}
      back={() => (contact ? toContact(undefined) : member ? toMember(undefined) : toDepartment(undefined))}
      labels={{ list: t("directory.tree"), stage: t("directory.members"), details: t("card.title") }}
    />
  );
}
