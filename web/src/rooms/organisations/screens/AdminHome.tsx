import { Navigate } from "@tanstack/react-router";
import { AdminFrame } from "../admin/AdminFrame";
import { useManaged } from "../admin/useManaged";

/** The address without an organisation leads to the one that one administers; who administers none is told so. */
export default function AdminHome() {
  const managed = useManaged();
  return managed ? <Navigate to={`/admin/${managed}` as string} replace /> : <AdminFrame />;
}
