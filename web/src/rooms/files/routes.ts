import type { Screen } from "@/app/screens";

export const screens: Screen[] = [
  { path: "/settings/uploads", load: () => import("./screens/Uploads"), words: ["files", "accounts"] },
];
