/**
 * JSON as a bundle is written in, read by somebody who trusts nobody: only RFC 8259, no name twice, integers in digits
 * alone and not below zero nor from 2^53 on, no half of a surrogate pair. What is asked for must come: nothing is read deeper than it is known.
 */

/** The text is not the JSON that was expected. */
export class NotJson extends Error {}

const NAMED: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", "/": "/" };
const SPACE = /[ \t\n\r]*/y;
const INTEGER = /-?0(?![0-9.eE])|[1-9][0-9]{0,15}(?![0-9.eE])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a string may not hold
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const HEX = /[0-9a-fA-F]{4}/y;
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** How far it has come, from 0 to 1. */
  get part(): number {
    return this.text.length === 0 ? 1 : this.at / this.text.length;
  }

  /** The names of an object, one by one; after each its value has to be read. */
  *fields(): Generator<string> {
    const seen = new Set<string>();
    this.expect("{");
    if (this.next("}")) return;
    do {
      const name = this.string();
      if (seen.has(name)) throw new NotJson("a name twice");
      seen.add(name);
      this.expect(":");
      yield name;
    } while (this.next(","));
    this.expect("}");
  }

  /** As many turns as an array has items; in each one has to be read. */
  *items(): Generator<void> {
    this.expect("[");
    if (this.next("]")) return;
    do yield;
    while (this.next(","));
    this.expect("]");
  }

  array<T>(read: () => T): T[] {
    const found: T[] = [];
    for (const _ of this.items()) found.push(read());
    return found;
  }

  string(): string {
    this.expect('"');
    let said = "";
    for (;;) {
      said += this.match(PLAIN);
      const sign = this.text[this.at++];
      if (sign === '"') break;
      if (sign !== "\\") throw new NotJson("a string without an end");
      said += this.escape();
    }
    if (HALF.test(said)) throw new NotJson("half of a pair");
    return said;
  }

  integer(): number {
    this.space();
    const digits = this.match(INTEGER);
    if (digits === "" || !Number.isSafeInteger(Number(digits))) throw new NotJson("no integer");
    return Math.abs(Number(digits));
  }

  /** Null where there is null, else what is read. */
  orNull<T>(read: () => T): T | null {
    this.space();
    if (!this.text.startsWith("null", this.at)) return read();
    this.at += 4;
    return null;
  }

  end(): void {
    this.space();
    if (this.at !== this.text.length) throw new NotJson("more than there should be");
  }

  private escape(): string {
    const name = this.text[this.at++] ?? "";
    if (name !== "u") {
      const named = NAMED[name];
      if (named === undefined) throw new NotJson("no such escape");
      return named;
    }
    const code = this.match(HEX);
    if (code === "") throw new NotJson("no such escape");
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  private space(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private next(sign: string): boolean {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private expect(sign: string): void {
    if (!this.next(sign)) throw new NotJson(`no ${sign}`);
  }
}
