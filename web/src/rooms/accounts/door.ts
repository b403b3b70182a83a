/** What other rooms may use of this one. */
export { DevBanner } from "./front/DevBanner";
export { Front } from "./front/Front";
export { useArrival } from "./front/useArrival";
export { SettingsFrame } from "./settings/SettingsFrame";
export { FoundingSteps } from "./welcome/FoundingSteps";
