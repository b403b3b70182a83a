/** The calls of roster import. */
import type { Page } from "@/app/types";

export type ImportState = "reading" | "ready" | "applying" | "done" | "failed" | "discarded";

export const OUTCOMES = ["make", "change", "same", "refuse"] as const;
export type Outcome = (typeof OUTCOMES)[number];

interface Why {
  code: string;
  message: string;
}

export interface RosterImport {
  id: string;
  state: ImportState;
  file_name: string;
  created_at: string;
  finished_at: string | null;
  /** People applied so far, of `total`. */
  done: number;
  total: number;
  /** Rows by outcome. */
  counts: Partial<Record<Outcome, number>>;
  columns: { heading: string; field: string | null }[];
  /** The first of the departments that will be made. */
  departments: string[];
  error: Why | null;
}

export interface RosterRow {
  /** As the spreadsheet counts. */
  row: number;
  outcome: Outcome;
  member_id: string | null;
  /** What the row says, by field. */
  cells: Record<string, string>;
  changes: { field: string; before: string; after: string }[];
  reasons: Why[];
}

export interface RosterCalls {
  "/api/organisations/{organisation_id}/roster-imports": {
    get: { query: { after?: string }; answer: Page<RosterImport> };
    post: { body: FormData; answer: { id: string; state: ImportState } };
  };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}": {
    get: { answer: RosterImport };
    delete: { answer: unknown };
  };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}/rows": {
    get: { query: { outcome?: Outcome; after?: string; limit?: number }; answer: Page<RosterRow> };
  };
  "/api/organisations/{organisation_id}/roster-imports/{import_id}/application": {
    post: { body: { basis: string; basis_note?: string; attested: true }; answer: unknown };
  };
}
