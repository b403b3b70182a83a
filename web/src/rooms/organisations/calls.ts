/** The calls of this room and their shapes, as docs/protocol/openapi.json documents them. */
import type { Page } from "@/app/types";
import type { RosterCalls } from "./rosterCalls";

export const KINDS = [
  "company",
  "government",
  "social_service",
  "social_association",
  "foundation",
  "partnership",
  "sole_trader",
  "other",
] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES = ["active", "invited", "suspended", "left"] as const;
export type Status = (typeof STATUSES)[number];

export const BASES = ["contract", "hr_policy", "legal_duty", "consent", "other"] as const;
export type Basis = (typeof BASES)[number];

export const REASONS = ["contract_ended", "retired", "early_retirement", "moved", "other"] as const;
export type Reason = (typeof REASONS)[number];

export type Scope = "organisation" | "department" | "self";

export interface OrganisationName {
  id: string;
  name: string;
  kind: string;
}

export interface Organisation extends OrganisationName {
  created_at: string;
}

export interface MyMembership {
  organisation: OrganisationName;
  member_id: string;
  name: string;
  main_admin: boolean;
  powers: string[];
}

export interface MyMemberships {
  memberships: MyMembership[];
  /** How many invitations wait for an answer. */
  invitations: number;
}

export interface Department {
  id: string;
  parent_id: string | null;
  name: string;
  position: number;
  /** Members who lead it. */
  head_ids: string[];
  /** Members in the department itself. */
  members: number;
  /** Members in it and below it. */
  total: number;
}

export interface Post {
  department_id: string;
  department: string;
  post: string | null;
  head: boolean;
}

export interface MemberRow {
  id: string;
  person_id: string | null;
  name: string;
  posts: Post[];
  status: string;
  avatar: string | null;
  phone_masked: string | null;
}

export interface MemberCard extends MemberRow {
  introduction?: string | null;
  phone?: string | null;
  email?: string | null;
  work_no?: string | null;
  manager?: { id: string; name: string } | null;
  departments: (Post & { path: string[] })[];
  joined_at?: string | null;
  main_admin?: boolean;
}

export interface MemberQuery {
  department_id?: string;
  deep?: boolean;
  q?: string;
  status?: string;
  after?: string;
  limit?: number;
}

export interface Place {
  id: string;
  post?: string | null;
  head: boolean;
}

export interface NewMember {
  name: string;
  phone: string;
  email?: string;
  work_no?: string;
  manager_id?: string;
  departments: Place[];
  basis: Basis;
  basis_note?: string;
  attested: true;
}

export interface MemberChange {
  name?: string;
  email?: string | null;
  work_no?: string | null;
  manager_id?: string | null;
  departments?: Place[];
}

export interface JoinLink {
  id: string;
  department: { id: string; name: string } | null;
  approval: boolean;
  uses: number;
  created_at: string;
  expires_at: string;
  revoked_at?: string | null;
  /** Only in the answer that makes the link: the server keeps a hash of it. */
  code?: string | null;
}

export interface Application {
  id: string;
  name: string;
  note: string | null;
  phone_masked: string | null;
  department: { id: string; name: string } | null;
  created_at: string;
  state: string;
}

export interface JoinPage {
  organisation: OrganisationName;
  department: { id: string; name: string } | null;
  approval: boolean;
  /** Where one stands: nothing yet, waiting, in, or refused. */
  state: "none" | "pending" | "accepted" | "refused" | "member";
  decision_note?: string | null;
}

export interface Invitation {
  member_id: string;
  organisation: OrganisationName;
  invited_by: string | null;
  name: string;
  departments: string[];
  basis: string;
  basis_note?: string | null;
  at: string;
}

export interface Role {
  id: string;
  name: string;
  powers: string[];
  built_in?: boolean;
  holders?: number;
}

export interface Grant {
  id: string;
  member: { id: string; name: string };
  role: { id: string; name: string };
  scope: Scope;
  department: { id: string; name: string } | null;
}

export interface PowerWords {
  power: string;
  words: string;
  application: string;
  everyone: boolean;
}

export interface Because {
  by: "member" | "main_admin" | "role";
  role: string | null;
  scope: Scope;
  department: string | null;
}

export interface HeldPower {
  power: string;
  words: string;
  because: Because[];
}

export interface Holder {
  member: { id: string; name: string };
  because: Because[];
}

export interface AuditRow {
  id: string;
  at: string;
  actor: { id: string; name: string } | null;
  kind: string;
  words?: string;
  subject: string | null;
  detail?: string | null;
}

interface Done {
  answer: unknown;
}

interface PageQuery {
  after?: string;
  limit?: number;
}

interface NewRole {
  name: string;
  powers: string[];
}

interface NewGrant {
  member_id: string;
  role_id: string;
  scope: Scope;
  department_id?: string;
}

export interface OrganisationsCalls extends RosterCalls {
  "/api/me/memberships": { get: { answer: MyMemberships } };
  "/api/me/invitations": { get: { answer: Invitation[] } };
  "/api/me/invitations/{member_id}/acceptance": { post: { body: { consent: true } } & Done };
  "/api/me/invitations/{member_id}/refusal": { post: Done };
  "/api/join/{code}": { get: { answer: JoinPage }; post: { body: { name: string; note?: string }; answer: JoinPage } };
  "/api/organisations": { post: { body: { name: string; kind: Kind }; answer: Organisation } };
  "/api/organisations/{organisation_id}": {
    get: { answer: Organisation };
    patch: { body: { name?: string; kind?: Kind }; answer: Organisation };
  };
  "/api/organisations/{organisation_id}/departments": {
    get: { answer: Department[] };
    post: { body: { name: string; parent_id: string | null }; answer: Department };
  };
  "/api/organisations/{organisation_id}/departments/{department_id}": {
    patch: { body: { name?: string; parent_id?: string | null; head_ids?: string[] }; answer: Department };
    delete: Done;
  };
  "/api/organisations/{organisation_id}/members": {
    get: { query: MemberQuery; answer: Page<MemberRow> };
    post: { body: NewMember; answer: MemberRow };
  };
  "/api/organisations/{organisation_id}/members/{member_id}": {
    get: { answer: MemberCard };
    patch: { body: MemberChange; answer: MemberCard };
  };
  "/api/organisations/{organisation_id}/members/{member_id}/departure": { post: { body: { reason: Reason } } & Done };
  "/api/organisations/{organisation_id}/members/{member_id}/powers": { get: { answer: HeldPower[] } };
  "/api/organisations/{organisation_id}/join-links": {
    get: { answer: JoinLink[] };
    post: { body: { department_id?: string; expires_in: number; approval: boolean }; answer: JoinLink };
  };
  "/api/organisations/{organisation_id}/join-links/{link_id}": { delete: Done };
  "/api/organisations/{organisation_id}/applications": { get: { query: PageQuery; answer: Page<Application> } };
  "/api/organisations/{organisation_id}/applications/{application_id}/decision": {
    post: { body: { accept: boolean; note?: string } } & Done;
  };
  "/api/organisations/{organisation_id}/roles": { get: { answer: Role[] }; post: { body: NewRole; answer: Role } };
  "/api/organisations/{organisation_id}/roles/{role_id}": {
    patch: { body: Partial<NewRole>; answer: Role };
    delete: Done;
  };
  "/api/organisations/{organisation_id}/grants": {
    get: { answer: Grant[] };
    post: { body: NewGrant; answer: Grant };
  };
  "/api/organisations/{organisation_id}/grants/{grant_id}": { delete: Done };
  "/api/organisations/{organisation_id}/powers": { get: { answer: PowerWords[] } };
  "/api/organisations/{organisation_id}/powers/{power}/holders": {
    get: { query: { department_id?: string }; answer: Holder[] };
  };
  "/api/organisations/{organisation_id}/audit": { get: { query: PageQuery; answer: Page<AuditRow> } };
}
