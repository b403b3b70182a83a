import type { Screen } from "@/app/screens";
import { searchPlace } from "./asking";

export const screens: Screen[] = [
  { path: "/search", load: () => import("./screens/Search"), words: ["search"], search: searchPlace },
];
