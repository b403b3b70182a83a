import type { Attestation, ImportPreview } from "../calls";

/** Who joins the new groups: nobody, those a mark of theirs names, those too whom only their name names. */
export type Members = NonNullable<Attestation["members"]>;

export interface Joiner {
  id: string;
  name: string;
  /** Nothing but the name says that it is they who wrote there. */
  byName: boolean;
  /** What the groups they come into are called. */
  groups: string[];
}

/** Who joins which of the chosen conversations, those known by name alone first; by both ways twice. */
export function joiners(preview: ImportPreview, chosen: readonly string[], members: Members): Joiner[] {
  const names = new Map(preview.authors.flatMap(({ match }) => (match ? [[match.person_id, match.name]] : [])));
  const found = { names: new Map<string, string[]>(), marks: new Map<string, string[]>() };
  for (const channel of preview.channels) {
    const joining = preview.joining[channel.key];
    if (!joining || !chosen.includes(channel.key)) continue;
    for (const way of ["names", "marks"] as const) {
      for (const id of joining[way]) found[way].set(id, [...(found[way].get(id) ?? []), channel.name]);
    }
  }
  const listed = (way: "names" | "marks") =>
    [...found[way]].map(([id, groups]) => ({ id, name: names.get(id) ?? "", byName: way === "names", groups }));
  if (members === "none") return [];
  return members === "marks" ? listed("marks") : [...listed("names"), ...listed("marks")];
}
