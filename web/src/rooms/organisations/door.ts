/** What the shell and other rooms may use of this one. */
import i18next from "i18next";
import { lazy } from "react";

export { mayManage } from "./admin/places";
export { openCard, openPersonCard } from "./card/person";

/** The card that `openPersonCard` opened; stands once, in the shell. */
export const CardLayer = lazy(async () => {
  const [layer] = await Promise.all([import("./card/CardLayer"), i18next.loadNamespaces("organisations")]);
  return layer;
});

/** A person's card as the content of a pane: `<PersonCard wanted={{ person, name, avatar, organisation }} />`. */
export const PersonCard = lazy(async () => {
  const [card] = await Promise.all([import("./card/PersonCard"), i18next.loadNamespaces("organisations")]);
  return card;
});
