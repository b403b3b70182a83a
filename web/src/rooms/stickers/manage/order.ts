/** The ids with one of them a place further on, or back; at the end it stays. */
export function moved(ids: string[], id: string, step: 1 | -1): string[] {
  const at = ids.indexOf(id);
  const rest = ids.filter((one) => one !== id);
  rest.splice(Math.max(0, at + step), 0, id);
  return rest;
}
