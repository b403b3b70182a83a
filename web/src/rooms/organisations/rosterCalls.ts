/** The calls of roster import and export. */
import type { Page } from "@/app/types";

export type ImportState = "reading" | "ready" | "applying" | "done" | "failed";

export const OUTCOMES = ["make", "change", "same", "refuse"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface RosterImport {
  id: string;
  state: ImportState;
  file_name?: string;
  done: number;
  total: number;
  counts: Record<Outcome, number>;
  columns: { heading: string; field: string | null }[];
  departments_made?: number;
  error?: { code: string; message: string } | null;
  created_at?: string;
}

export interface RosterRow {
  /** Line of the file, as a spreadsheet counts. */
  line: number;
  outcome: Outcome;
  name: string;
  phone: string | null;
  departments: string[];
  post?: string | null;
  /** Why it is refused, or what changes. */
  why: string[];
}

export interface RosterCalls {
  "/api/organisations/{organisation_id}/roster-imports": {
    get: { answer: RosterImport[] };
    post: { body: FormData; answer: { id: string; state: ImportState } };
  };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}": { get: { answer: RosterImport } };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}/rows": {
    get: { query: { outcome?: Outcome; after?: string; limit?: number }; answer: Page<RosterRow> };
  };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}/application": {
    post: { body: { basis: string; basis_note?: string; attested: true }; answer: unknown };
  };
}
