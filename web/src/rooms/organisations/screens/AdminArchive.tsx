import { ArchivePage } from "@/rooms/archive/door";
import { AdminFrame } from "../admin/AdminFrame";
import { carries } from "../admin/places";
import { useAdmin } from "../admin/useAdmin";

/** Conversations of the organisation as files. */
export default function AdminArchive() {
  const { org, membership } = useAdmin();
  const places = (["exports", "imports"] as const).filter((one) =>
    carries(membership, `messaging.conversation_${one.slice(0, -1)}`),
  );
  return (
    <AdminFrame page="archive" full>
      <ArchivePage org={org} places={places} />
    </AdminFrame>
  );
}
