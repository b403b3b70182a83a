import type { Screen } from "@/app/screens";
import { directorySearch } from "./directory/directorySearch";

const words = ["organisations"];
/** Pages for guests stand in the frame of the accounts room, with its words. */
const bareWords = ["organisations", "accounts"];

export const screens: Screen[] = [
  {
    path: "/directory/{-$org}/{-$department}",
    words,
    load: () => import("./screens/Directory"),
    search: directorySearch,
  },
  { path: "/members/$member", words, load: () => import("./screens/Member") },
  { path: "/invitations", words, load: () => import("./screens/Invitations") },
  { path: "/organisations/new", bare: true, words: bareWords, load: () => import("./screens/NewOrganisation") },
  { path: "/join/$code", bare: true, words: bareWords, load: () => import("./screens/Join") },
];
