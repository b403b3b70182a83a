import type { MyMembership } from "../calls";

export type AdminPage =
  | "members"
  | "departments"
  | "roster"
  | "join"
  | "groups"
  | "archive"
  | "stickers"
  | "roles"
  | "audit"
  | "witnesses"
  | "organisation";

/** The powers that open a page of the administration; one of them is enough. */
const POWERS: Record<AdminPage, string[]> = {
  members: [
    "organisations.member_manage",
    "organisations.member_invite",
    "organisations.member_remove",
    "organisations.contact_read",
  ],
  departments: ["organisations.department_manage"],
  roster: ["organisations.roster_import"],
  join: ["organisations.join_manage"],
  groups: ["messaging.groups_manage"],
  archive: ["messaging.conversation_export", "messaging.conversation_import"],
  stickers: ["messaging.stickers_manage"],
  roles: ["organisations.role_manage"],
  audit: ["organisations.audit_read"],
  witnesses: ["effects.witness_manage"],
  organisation: ["organisations.organisation_edit", "messaging.rules_set"],
};

/** Whether a membership carries a power, in whatever scope; a main admin carries all. */
export function carries(membership: MyMembership | undefined, power: string): boolean {
  return Boolean(membership && (membership.main_admin || membership.powers.includes(power)));
}

/** The pages of the administration this member has any business on, in their order. */
export function pagesOf(membership: MyMembership | undefined): AdminPage[] {
  return (Object.keys(POWERS) as AdminPage[]).filter((page) =>
    POWERS[page].some((power) => carries(membership, power)),
  );
}

export function mayManage(membership: MyMembership): boolean {
  return pagesOf(membership).length > 0;
}
