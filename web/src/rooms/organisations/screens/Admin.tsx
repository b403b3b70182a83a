import { Navigate } from "@tanstack/react-router";
import { useIsPhone } from "@/app/appearance";
import { AdminFrame } from "../admin/AdminFrame";
import { pagesOf } from "../admin/places";
import { useAdmin } from "../admin/useAdmin";

/** On a phone the list of pages; where there is room, the first of them beside it. */
export default function Admin() {
  const phone = useIsPhone();
  const { org, membership } = useAdmin();
  const first = pagesOf(membership)[0];
  return phone || !first ? <AdminFrame /> : <Navigate to={`/admin/${org}/${first}` as string} replace />;
}
