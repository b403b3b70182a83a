import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";
import { LogKeys } from "../admin/witnesses/LogKeys";
import { Witnesses } from "../admin/witnesses/Witnesses";

/** Who follows the evidence log. */
export default function AdminWitnesses() {
  const { org } = useAdmin();
  return (
    <AdminFrame page="witnesses">
      <div style={{ maxWidth: 880 }}>
        <Witnesses org={org} />
        <LogKeys org={org} />
      </div>
    </AdminFrame>
  );
}
