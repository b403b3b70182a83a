/** Keys pressed before the field they are meant for is on the screen: until then they go into one of their own. */

let early: HTMLInputElement | null = null;

/** Takes the keys at once; called by whatever opens a search from the keyboard. */
export function catchKeys(label: string): void {
  if (early && document.activeElement === early) return;
  const field = document.createElement("input");
  field.className = "sr-only";
  field.setAttribute("aria-label", label);
  // It is no place that focus goes back to.
  field.addEventListener("focusin", (event) => event.stopPropagation());
  field.addEventListener("blur", () => {
    field.remove();
    // Whoever went on elsewhere meant nothing of it; a field that takes the focus asks before this.
    queueMicrotask(() => {
      if (early === field) early = null;
    });
  });
  document.body.append(field);
  field.focus();
  early = field;
}

/** What was typed meanwhile, once: the field that is there now goes on with it. */
export function caughtKeys(): string {
  const typed = early?.value ?? "";
  early = null;
  return typed;
}
