/** Whether this browser records at all; apart from what records, which is fetched when somebody speaks. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && navigator.mediaDevices !== undefined;
}
