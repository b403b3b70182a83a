import type { Screen } from "@/app/screens";

export const screens: Screen[] = [{ path: "/verify", bare: true, words: [], load: () => import("./screens/Verify") }];
