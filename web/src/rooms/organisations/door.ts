/** What the shell and other rooms may use of this one. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

export { useManaged } from "./admin/useManaged";
export { useWaiting } from "./admin/useWaiting";
export { closePersonCard, openCard, openPersonCard } from "./card/person";

/** The card that `openPersonCard` opened; stands once, in the shell. */
export const CardLayer = part(
  async () => {
    const [layer] = await Promise.all([import("./card/CardLayer"), loadWords(["organisations"])]);
    return layer;
  },
  { floating: true },
);

/** A person's card as the content of a pane: `<PersonCard wanted={{ person, name, avatar, organisation }} />`. */
export const PersonCard = part(async () => {
  const [card] = await Promise.all([import("./card/PersonCard"), loadWords(["organisations"])]);
  return card;
});

export { BasisFields, useMissingBasis } from "./fields/BasisFields";
