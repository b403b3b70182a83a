import type { Screen } from "@/app/screens";
import { placeSearch } from "./usePlace";

export const screens: Screen[] = [
  { path: "/messages", load: () => import("./screens/Messages"), words: ["messaging"], search: placeSearch },
  {
    path: "/messages/$conversation",
    load: () => import("./screens/Messages"),
    words: ["messaging"],
    search: placeSearch,
  },
];
