import type { Screen } from "@/app/screens";

export const screens: Screen[] = [];
