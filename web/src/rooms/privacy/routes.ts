import type { Screen } from "@/app/screens";

export const screens: Screen[] = [
  {
    path: "/settings/record",
    load: () => import("./screens/RecordSettings"),
    words: ["privacy", "accounts", "organisations"],
  },
];
