/** Shapes of the organisations room, as `docs/protocol/openapi.json` has them, and the choices people are offered. */
import type { Shape } from "@/app/types";

export type Kind = Shape<"NewOrganisation">["kind"];
/** The common ones first. */
export const KINDS: Kind[] = [
  "company",
  "government",
  "social_service",
  "social_association",
  "foundation",
  "partnership",
  "sole_trader",
  "other",
];

export const STATUSES = ["active", "invited", "suspended", "left"] as const;
export type Status = (typeof STATUSES)[number];

export type Basis = Shape<"NewMember">["basis"];
export const BASES: Basis[] = ["contract", "hr_policy", "legal_duty", "consent", "other"];

/** Why somebody is removed; those who leave of their own wish say so themselves. */
export const REASONS = ["contract_ended", "retired", "early_retirement", "moved", "other"] as const;

export type Scope = Shape<"GrantIn">["scope"];

export type Organisation = Shape<"OrganisationView">;
export type OrganisationSettings = Shape<"OrganisationSettings">;
export type MyMembership = Shape<"OwnMembership">;
export type Invitation = Shape<"OwnInvitation">;
export type OwnApplication = Shape<"OwnApplication">;
export type Halted = Shape<"HaltedMembership">;

export type Department = Shape<"DepartmentRow">;
export type DepartmentChange = Shape<"DepartmentChange">;

export type Post = Shape<"PostRow">;
export type MemberRow = Shape<"MemberRow">;
export type MemberCard = Shape<"MemberCard">;
export type CardOf = Shape<"CardOf">;
export type NewMember = Shape<"NewMember">;
export type MemberChange = Shape<"MemberChange">;
export type DepartureIn = Shape<"DepartureIn">;

/** Which members; `present` is everybody who has not left. */
export interface MemberQuery {
  department_id?: string;
  deep?: boolean;
  q?: string;
  status?: Status | "present";
  kind?: MemberKind;
  limit?: number;
}

export type JoinTarget = Shape<"JoinTarget">;
export type JoinOutcome = Shape<"JoinOutcome">;
export type InvitationTarget = Shape<"InvitationTarget">;
export type Witness = Shape<"WitnessView">;
export type LogKey = Shape<"LogKeyView">;
export type NewWitness = Shape<"NewWitness">;
export type MadeWitness = Shape<"MadeWitness">;

export type JoinLink = Shape<"LinkRow">;
export type NewLink = Shape<"NewLink">;
/** The code is told this once: the server keeps a hash of it. */
export type MadeLink = Shape<"MadeLink">;
export type Application = Shape<"ApplicationRow">;

export type MainAdmin = Shape<"MemberName">;
export type Role = Shape<"RoleRow">;
export type Grant = Shape<"GrantRow">;
export type NewGrant = Shape<"GrantIn">;
export type PowerWords = Shape<"PowerRow">;
export type Because = Shape<"Because">;
export type HeldPower = Shape<"HeldPower">;
export type Holders = Shape<"Holders">;
export type AuditRow = Shape<"AuditRow">;
export type ActsCounted = Shape<"ActsCounted">;
export type KeptSearch = Shape<"KeptSearch">;
/** For how many days acts are kept. */
export type Keeping = Shape<"Keeping">;

export type RosterImport = Shape<"Import">;
export type RosterRow = Shape<"Row">;
export type Outcome = RosterRow["outcome"];
export const OUTCOMES: Outcome[] = ["make", "change", "same", "refuse"];

export type MemberKind = MemberRow["kind"];
export const MEMBER_KINDS: MemberKind[] = ["employee", "subsidiary_head", "consultant", "seconded", "other"];

export type ExternalRow = Shape<"ContactRow">;
export type ExternalCard = Shape<"ContactCard">;
export type ExternalIn = Shape<"ContactIn">;
export type AskedLink = Shape<"AskedLink">;

export type Transfer = Shape<"TransferRow">;
export type NewTransfer = Shape<"NewTransfer">;
