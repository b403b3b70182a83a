/** What was entered, trimmed, without the fields left empty. */
export function filled<T extends object>(entered: T): Partial<T> {
  const kept = Object.entries(entered)
    .map(([name, value]) => [name, typeof value === "string" ? value.trim() : value] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(kept) as Partial<T>;
}

/** For changes: a field that was emptied is said to be empty. */
export function cleared<T extends object>(entered: T): T {
  const kept = Object.entries(entered).map(([name, value]) => {
    const plain = typeof value === "string" ? value.trim() : value;
    return [name, plain === undefined || plain === "" ? null : plain];
  });
  return Object.fromEntries(kept) as T;
}
