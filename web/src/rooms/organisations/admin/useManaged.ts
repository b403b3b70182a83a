import { useMe } from "@/app/me";
import { useLastOrganisation } from "../directory/lastOrganisation";
import { mayManage } from "./places";

/** The organisation one is in, where one may administer anything of it; else `null`. */
export function useManaged(): string | null {
  const mine = useMe().memberships;
  const org = useLastOrganisation(mine.map((one) => one.organisation.id));
  const here = mine.find((one) => one.organisation.id === org);
  return here && mayManage(here) ? here.organisation.id : null;
}
