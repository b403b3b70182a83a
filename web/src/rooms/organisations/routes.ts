import type { Screen } from "@/app/screens";
import { registerSearch } from "@/rooms/groups/door";
import { auditSearch } from "./admin/audit/auditSearch";
import { membersSearch } from "./admin/members/membersSearch";
import { chartSearch } from "./chart/chartSearch";
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
  { path: "/directory-chart/$org", words, load: () => import("./screens/OrgChart"), search: chartSearch },
  { path: "/transfers/$org", words, load: () => import("./screens/Transfers") },
  { path: "/members/$member", words, load: () => import("./screens/Member") },
  { path: "/admin", words, load: () => import("./screens/AdminHome") },
  { path: "/admin/$org", words, load: () => import("./screens/Admin") },
  { path: "/admin/$org/members", words, load: () => import("./screens/AdminMembers"), search: membersSearch },
  { path: "/admin/$org/departments", words, load: () => import("./screens/AdminDepartments") },
  { path: "/admin/$org/roster", words, load: () => import("./screens/AdminRoster") },
  { path: "/admin/$org/join", words, load: () => import("./screens/AdminJoin") },
  { path: "/admin/$org/groups", words, load: () => import("./screens/AdminGroups"), search: registerSearch },
  { path: "/admin/$org/archive", words, load: () => import("./screens/AdminArchive") },
  { path: "/admin/$org/stickers", words, load: () => import("./screens/AdminStickers") },
  { path: "/admin/$org/roles", words, load: () => import("./screens/AdminRoles") },
  { path: "/admin/$org/audit", words, load: () => import("./screens/AdminAudit"), search: auditSearch },
  { path: "/admin/$org/witnesses", words, load: () => import("./screens/AdminWitnesses") },
  { path: "/admin/$org/organisation", words, load: () => import("./screens/AdminOrganisation") },
  { path: "/invitations", words, load: () => import("./screens/Invitations") },
  { path: "/organisations/new", bare: true, words: bareWords, load: () => import("./screens/NewOrganisation") },
  { path: "/invitation/$code", bare: true, words: bareWords, load: () => import("./screens/Invitation") },
  { path: "/join/$code", bare: true, words: bareWords, load: () => import("./screens/Join") },
];
