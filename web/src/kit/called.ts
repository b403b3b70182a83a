/** Names alone of people whom an organisation shows in a form of its own (department, name, phone): for their initials. */
const plain = new Map<string, string>();

/** Remember people's names alone, where the shape of a person has one. */
export function remember(people: Record<string, { plain?: string | null }>): void {
  for (const [id, one] of Object.entries(people)) {
    if (one.plain) plain.set(id, one.plain);
    else plain.delete(id);
  }
}

/** The name alone of a person, if it is shown in another form. */
export function calledBy(id: string): string | undefined {
  return plain.get(id);
}
