/** HTTP calls of the organisations room, as `docs/protocol/openapi.json` has them. */
import type { Page } from "@/app/types";

export interface MemberRow {
  id: string;
  person_id: string | null;
  name: string;
  posts: { department_id: string; department: string; post: string | null; head: boolean }[];
  status: string;
  avatar: string | null;
  phone_masked: string | null;
}

export interface MemberQuery {
  department_id?: string;
  deep?: boolean;
  q?: string;
  status?: string;
  after?: string;
  limit?: number;
}

export interface OrganisationsCalls {
  "/api/organisations/{organisation_id}/members": { get: { query: MemberQuery; answer: Page<MemberRow> } };
}
