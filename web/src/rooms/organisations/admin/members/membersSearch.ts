import { MEMBER_KINDS, type MemberKind, STATUSES, type Status } from "../../calls";

export interface MembersSearch {
  q?: string;
  status?: Status;
  kind?: MemberKind;
  department?: string;
  /** Whose record is open. */
  member?: string;
  /** The invitation is open. */
  invite?: boolean;
}

export function membersSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: MembersSearch = {};
  if (typeof raw.q === "string" || typeof raw.q === "number") search.q = String(raw.q);
  if (STATUSES.includes(raw.status as Status)) search.status = raw.status as Status;
  if (MEMBER_KINDS.includes(raw.kind as MemberKind)) search.kind = raw.kind as MemberKind;
  if (typeof raw.department === "string") search.department = raw.department;
  if (typeof raw.member === "string") search.member = raw.member;
  if (raw.invite) search.invite = true;
  return { ...search };
}
