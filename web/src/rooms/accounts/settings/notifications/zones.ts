/** The time of a place as people call it, and which place: "中国标准时间 · Shanghai". */
export function zoneName(zone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts(0);
  const name = parts.find((part) => part.type === "timeZoneName")?.value;
  return `${name} · ${zone.split("/").at(-1)?.replaceAll("_", " ")}`;
}
