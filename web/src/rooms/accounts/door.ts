/** What other rooms may use of this one. */
import i18next from "i18next";
import { lazy } from "react";

export { DevBanner } from "./front/DevBanner";
export { Front } from "./front/Front";
export { useArrival } from "./front/useArrival";
export { SettingsFrame } from "./settings/SettingsFrame";
export { FoundingSteps } from "./welcome/FoundingSteps";

/** Beside one's own face: `<PresencePanel anchor={element} close={…} />`. */
export const PresencePanel = lazy(async () => {
  const [panel] = await Promise.all([import("./presence/PresencePanel"), i18next.loadNamespaces("accounts")]);
  return panel;
});
