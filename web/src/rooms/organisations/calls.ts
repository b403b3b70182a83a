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
/** `present` is everybody who has not left. */
export type Standing = Status | "present";

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

export interface OrganisationSettings {
  /** How colleagues see phone numbers. */
  phones: "masked" | "shown" | "hidden";
  /** Of what names in lists are made, in this order. */
  name_format: ("name" | "department" | "post")[];
}

export interface Organisation extends OrganisationName {
  settings: OrganisationSettings;
}

export interface MyMembership {
  organisation: OrganisationName;
  member_id: string;
  name: string;
  main_admin: boolean;
  /** Held in any scope. */
  powers: string[];
}

export interface MyMemberships {
  memberships: MyMembership[];
  /** How many invitations wait for an answer. */
  invitations: number;
}

export interface Invitation {
  member_id: string;
  organisation: OrganisationName;
  name: string;
  post: string | null;
  posts: { department: string; post: string | null }[];
  basis: string | null;
  basis_note: string | null;
  attested_at: string | null;
  invited_by: string | null;
}

export interface MyApplication {
  id: string;
  organisation: OrganisationName;
  department: string | null;
  name: string;
  state: "pending" | "accepted" | "refused" | "withdrawn";
  created_at: string;
  decided_at: string | null;
}

interface Head {
  member_id: string;
  person_id: string | null;
  name: string;
}

export interface Department {
  id: string;
  parent_id: string | null;
  name: string;
  position: number;
  /** Hidden from those outside it. */
  hidden: boolean;
  heads: Head[];
  /** Active members in the department itself. */
  members: number;
  /** In it and below it, each once. */
  total: number;
  invited: number;
}

export interface DepartmentChange {
  name?: string;
  parent_id?: string | null;
  position?: number;
  hidden?: boolean;
}

/** A post in a department; without a department the post in the organisation at large. */
export interface Post {
  department_id: string | null;
  department: string | null;
  post: string | null;
  head: boolean;
}

export interface MemberRow {
  id: string;
  person_id: string | null;
  name: string;
  /** The name as the organisation has names shown. */
  shown: string;
  posts: Post[];
  status: string;
  main_admin: boolean;
  work_no: string | null;
  avatar: string | null;
  /** The whole number, where the organisation shows numbers to everybody. */
  phone: string | null;
  phone_masked: string | null;
}

/** A post with the names of the departments from the top down to its own. */
export interface CardPost extends Post {
  path: string[];
}

export interface MemberCard extends MemberRow {
  posts: CardPost[];
  handle: string | null;
  email: string | null;
  email_masked: string | null;
  may_read_contact: boolean;
  may_manage: boolean;
  may_remove: boolean;
  manager: Head | null;
  joined_at: string | null;
  left_at: string | null;
  /** For admins of the member: how the data came in. */
  invitation: { basis: string; basis_note: string | null; attested_at: string; by: string | null } | null;
  departure: { reason: string; at: string; handover: string | null } | null;
}

export interface MemberQuery {
  department_id?: string;
  deep?: boolean;
  q?: string;
  status?: Standing;
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
  phone?: string;
  email?: string | null;
  work_no?: string | null;
  manager_id?: string | null;
  departments?: Place[];
}

export interface DepartureIn {
  reason: Reason;
  note?: string;
  handover_member_id?: string;
}

export interface JoinTarget {
  organisation: OrganisationName;
  department: string | null;
  approval: boolean;
  /** One is in already. */
  member: boolean;
}

export interface JoinLink {
  id: string;
  department: string | null;
  approval: boolean;
  uses: number;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  created_by: string | null;
}

export interface NewLink {
  department_id?: string;
  /** Seconds. */
  expires_in: number;
  approval: boolean;
}

/** The code is told this once: the server keeps a hash of it. */
export interface MadeLink {
  id: string;
  code: string;
  expires_at: string;
}

export interface Application {
  id: string;
  person_id: string;
  name: string;
  department: string | null;
  phone_masked: string | null;
  note: string | null;
  state: string;
  created_at: string;
}

export interface Role {
  id: string;
  name: string;
  powers: string[];
  holders: number;
  created_at: string;
}

export interface Grant {
  id: string;
  member_id: string;
  person_id: string | null;
  name: string;
  status: string;
  role_id: string;
  role: string;
  scope: Scope;
  department_id: string | null;
  department: string | null;
  granted_at: string;
  granted_by: string | null;
}

export interface NewGrant {
  member_id: string;
  role_id: string;
  scope: Scope;
  department_id?: string;
}

export interface PowerWords {
  power: string;
  words: string;
  application: string;
  /** Every active member has it; no role carries it. */
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

export interface Holders {
  /** All active members may, and nobody is listed. */
  everyone: boolean;
  items: { member_id: string; person_id: string | null; name: string; because: Because[] }[];
}

export interface AuditRow {
  id: number;
  at: string;
  kind: string;
  actor: { person_id: string; member_id: string | null; name: string | null } | null;
  subject: { id: string; kind: string; name: string | null } | null;
  why: string | null;
  details: Record<string, unknown>;
}

interface Done {
  answer: unknown;
}

interface Made {
  answer: { id: string };
}

interface NewRole {
  name: string;
  powers: string[];
}

export interface OrganisationsCalls extends RosterCalls {
  "/api/me/memberships": { get: { answer: MyMemberships } };
  "/api/me/invitations": { get: { answer: Invitation[] } };
  "/api/me/invitations/{member_id}/acceptance": { post: { body: { consent: true } } & Done };
  "/api/me/invitations/{member_id}/refusal": { post: Done };
  "/api/me/applications": { get: { answer: MyApplication[] } };
  "/api/me/applications/{application_id}": { delete: Done };
  "/api/join/{code}": {
    get: { answer: JoinTarget };
    post: { body: { name: string; note?: string }; answer: { outcome: "pending" | "joined"; organisation_id: string } };
  };
  "/api/organisations": {
    post: { body: { name: string; kind: Kind }; answer: { organisation_id: string; member_id: string } };
  };
  "/api/organisations/{organisation_id}": {
    get: { answer: Organisation };
    patch: { body: { name?: string; settings?: OrganisationSettings }; answer: Organisation };
  };
  "/api/organisations/{organisation_id}/main-admins": {
    get: { answer: Head[] };
    post: { body: { member_id: string; handover: boolean } } & Done;
  };
  "/api/organisations/{organisation_id}/main-admins/{member_id}": { delete: Done };
  "/api/organisations/{organisation_id}/departments": {
    get: { answer: Department[] };
    post: { body: { name: string; parent_id: string | null } } & Made;
  };
  "/api/organisations/{organisation_id}/departments/{department_id}": {
    patch: { body: DepartmentChange } & Done;
    delete: Done;
  };
  "/api/organisations/{organisation_id}/departments/{department_id}/heads": {
    put: { body: { member_ids: string[] } } & Done;
  };
  "/api/organisations/{organisation_id}/members": {
    get: { query: MemberQuery; answer: Page<MemberRow> };
    post: { body: NewMember } & Made;
  };
  "/api/organisations/{organisation_id}/members/{member_id}": {
    get: { query: { contact?: boolean }; answer: MemberCard };
    patch: { body: MemberChange; answer: MemberCard };
  };
  "/api/organisations/{organisation_id}/members/{member_id}/departure": { post: { body: DepartureIn } & Done };
  "/api/organisations/{organisation_id}/members/{member_id}/suspension": {
    post: { body: { reason: string } } & Done;
    delete: Done;
  };
  "/api/organisations/{organisation_id}/members/{member_id}/powers": { get: { answer: HeldPower[] } };
  "/api/organisations/{organisation_id}/join-links": {
    get: { answer: JoinLink[] };
    post: { body: NewLink; answer: MadeLink };
  };
  "/api/organisations/{organisation_id}/join-links/{link_id}": { delete: Done };
  "/api/organisations/{organisation_id}/applications": {
    get: { query: { state?: string; after?: string; limit?: number }; answer: Page<Application> };
  };
  "/api/organisations/{organisation_id}/applications/{application_id}/decision": {
    post: { body: { accept: boolean; note?: string } } & Done;
  };
  "/api/organisations/{organisation_id}/roles": { get: { answer: Role[] }; post: { body: NewRole } & Made };
  "/api/organisations/{organisation_id}/roles/{role_id}": { patch: { body: Partial<NewRole> } & Done; delete: Done };
  "/api/organisations/{organisation_id}/grants": { get: { answer: Grant[] }; post: { body: NewGrant } & Made };
  "/api/organisations/{organisation_id}/grants/{grant_id}": { delete: Done };
  "/api/organisations/{organisation_id}/powers": { get: { answer: PowerWords[] } };
  "/api/organisations/{organisation_id}/powers/{power}/holders": {
    get: { query: { department_id?: string }; answer: Holders };
  };
  "/api/organisations/{organisation_id}/audit": {
    get: { query: { kind?: string; by?: string; after?: string; limit?: number }; answer: Page<AuditRow> };
  };
}
