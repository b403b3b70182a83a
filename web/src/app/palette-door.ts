/** Opens the palette that goes anywhere; the palette itself is loaded when it is first opened. */
import { store } from "./store";

export const paletteOpen = store(false);

export function openPalette(): void {
  paletteOpen.set(true);
}

export function closePalette(): void {
  paletteOpen.set(false);
}
