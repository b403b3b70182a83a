import { StickersPage } from "@/rooms/stickers/door";
import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";

/** The organisation's own sets of stickers. */
export default function AdminStickers() {
  const { org } = useAdmin();
  return (
    <AdminFrame page="stickers" full>
      <StickersPage org={org} />
    </AdminFrame>
  );
}
