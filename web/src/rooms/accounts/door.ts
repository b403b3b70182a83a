/** What other rooms may use of this one. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

export { ComeIn } from "./front/ComeIn";
export { DevBanner } from "./front/DevBanner";
export { Front } from "./front/Front";
export { useArrival } from "./front/useArrival";
export { useRegistering } from "./front/useRegistering";
export { SettingsFrame } from "./settings/SettingsFrame";
export { useLeave } from "./settings/useLeave";
export { FoundingSteps } from "./welcome/FoundingSteps";

/** Beside one's own face: `<PresencePanel anchor={element} close={…} />`. */
export const PresencePanel = part(
  async () => {
    const [panel] = await Promise.all([import("./presence/PresencePanel"), loadWords(["accounts"])]);
    return panel;
  },
  { floating: true },
);
