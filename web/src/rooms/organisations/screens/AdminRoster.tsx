import { useNavigate, useSearch } from "@tanstack/react-router";
import { AdminFrame } from "../admin/AdminFrame";
import { ImportPage } from "../admin/roster/ImportPage";
import { NewImport } from "../admin/roster/NewImport";
import { useAdmin } from "../admin/useAdmin";

/** Import of a roster: the file, the preview, the result. The address names the import, so that one can come back. */
export default function AdminRoster() {
  const { org } = useAdmin();
  const navigate = useNavigate();
  const { import: id } = useSearch({ strict: false }) as { import?: string };
  const open = (next: string | undefined) =>
    void navigate({ to: `/admin/${org}/roster`, search: (next ? { import: next } : {}) as never });
  return (
    <AdminFrame page="roster" full>
      {id ? (
        <ImportPage key={id} org={org} id={id} leave={() => open(undefined)} />
      ) : (
        <NewImport org={org} open={open} />
      )}
    </AdminFrame>
  );
}
