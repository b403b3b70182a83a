import type { Screen } from "@/app/screens";
import { arrivalSearch } from "./front/arrivalSearch";

const words = ["accounts"];

export const screens: Screen[] = [
  { path: "/welcome", bare: true, words, load: () => import("./screens/Welcome") },
  { path: "/sign-in", bare: true, words, load: () => import("./screens/SignIn"), search: arrivalSearch },
  { path: "/settings", words, load: () => import("./screens/Settings") },
  { path: "/settings/profile", words, load: () => import("./screens/ProfileSettings") },
  { path: "/settings/presence", words, load: () => import("./screens/PresenceSettings") },
  { path: "/settings/password", words, load: () => import("./screens/PasswordSettings") },
  { path: "/settings/devices", words, load: () => import("./screens/DeviceSettings") },
  { path: "/settings/notifications", words, load: () => import("./screens/NotificationSettings") },
  { path: "/settings/offline", words, load: () => import("./screens/OfflineSettings") },
  { path: "/settings/appearance", words, load: () => import("./screens/AppearanceSettings") },
];
