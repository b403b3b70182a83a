/** What does not hold: a code, the same in every verifier, and what it is about. */
export type Code =
  | "evidence.no_bundle"
  | "evidence.wrong_key"
  | "evidence.wrong_succession"
  | "evidence.wrong_signature"
  | "evidence.wrong_witness"
  | "evidence.doubtful_witness"
  | "evidence.missing_witness"
  | "evidence.wrong_entry"
  | "evidence.wrong_content"
  | "evidence.no_contradiction";

/** `number`: which entry of the log, from one; `name`: which witness. */
export interface About {
  number?: number;
  name?: string;
}

export class Refused extends Error {
  readonly code: Code;
  readonly about: About;

  constructor(code: Code, about: About = {}) {
    super(code);
    this.code = code;
    this.about = about;
  }
}

/** What is read, or `refused` when nothing could be. */
export function must<T>(found: T | null, refused: Refused): T {
  if (found === null) throw refused;
  return found;
}
