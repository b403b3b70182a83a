import { store } from "@/app/store";

/** Whose card is wanted, met where. */
export interface CardWanted {
  person: string;
  name: string;
  avatar: string | null;
  /** The organisation one meets them in; they may share several. */
  organisation: string | null;
}

/** The card that stands open beside what was pressed. */
export const openCard = store<(CardWanted & { anchor: HTMLElement }) | null>(null);

/** Opens a person's card beside what was pressed; pressed again, it closes. */
export function openPersonCard(wanted: CardWanted, anchor: HTMLElement): void {
  openCard.set((was) => (was?.anchor === anchor ? null : { ...wanted, anchor }));
}

export function closePersonCard(): void {
  openCard.set(null);
}
