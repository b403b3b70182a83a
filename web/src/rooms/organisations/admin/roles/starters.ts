/** Roles most organisations begin with; the names are words of the screen, and both may be changed before they are kept. */
export const STARTERS = [
  {
    key: "hr",
    powers: [
      "organisations.member_invite",
      "organisations.member_manage",
      "organisations.member_remove",
      "organisations.join_manage",
      "organisations.contact_read",
      "organisations.roster_import",
      "organisations.roster_export",
    ],
  },
  {
    key: "department",
    powers: [
      "organisations.department_manage",
      "organisations.member_invite",
      "organisations.member_manage",
      "organisations.join_manage",
    ],
  },
  { key: "audit", powers: ["organisations.audit_read"] },
] as const;
