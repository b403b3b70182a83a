import { ArchivePage } from "@/rooms/archive/door";
import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";

/** Conversations of the organisation as files. */
export default function AdminArchive() {
  const { org } = useAdmin();
  return (
    <AdminFrame page="archive" full>
      <ArchivePage org={org} />
    </AdminFrame>
  );
}
