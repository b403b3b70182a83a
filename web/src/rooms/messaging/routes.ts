import type { Screen } from "@/app/screens";

export const screens: Screen[] = [
  { path: "/messages", load: () => import("./screens/Messages"), words: ["messaging"] },
  { path: "/messages/$conversation", load: () => import("./screens/Messages"), words: ["messaging"] },
];
