import type { Screen } from "@/app/screens";

const words = ["groups"];

export const screens: Screen[] = [
  { path: "/groups", words, load: () => import("./screens/Find") },
  { path: "/groups/join/$code", words, load: () => import("./screens/JoinGroup") },
];
