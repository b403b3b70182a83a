import { AdminFrame } from "../admin/AdminFrame";
import { Applications } from "../admin/join/Applications";
import { JoinLinks } from "../admin/join/JoinLinks";
import { useAdmin } from "../admin/useAdmin";

/** Who asks to join, and the links by which they ask. */
export default function AdminJoin() {
  const { org } = useAdmin();
  return (
    <AdminFrame page="join">
      <div style={{ maxWidth: 880 }}>
        <Applications org={org} />
        <JoinLinks org={org} />
      </div>
    </AdminFrame>
  );
}
