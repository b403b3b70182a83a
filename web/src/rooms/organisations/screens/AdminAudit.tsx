import { useNavigate, useSearch } from "@tanstack/react-router";
import { AdminFrame } from "../admin/AdminFrame";
import { ActsOverTime } from "../admin/audit/ActsOverTime";
import { AuditFilters, type SetSearch } from "../admin/audit/AuditFilters";
import { AuditList } from "../admin/audit/AuditList";
import { type AuditSearch, auditSearch, wantedOf } from "../admin/audit/auditSearch";
import { ExportActs } from "../admin/audit/ExportActs";
import { KeptFor } from "../admin/audit/KeptFor";
import { SavedSearches } from "../admin/audit/SavedSearches";
import { useAdmin } from "../admin/useAdmin";

/** The audit desk: what admins did, searched, drawn over time and taken out; what is asked for stands in the address. */
export default function AdminAudit() {
  const { org, membership } = useAdmin();
  const navigate = useNavigate();
  const search = auditSearch(useSearch({ strict: false })) as AuditSearch;
  const go = (next: Record<string, unknown>) =>
    void navigate({ to: `/admin/${org}/audit`, search: next as never, replace: true });
  const set: SetSearch = (change) =>
    go(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)));
  const wanted = wantedOf(search);
  const narrowed = Object.keys(search).length > 0;
  const head = (
    <>
      <ActsOverTime org={org} search={search} set={set} />
      <KeptFor org={org} maySet={membership?.main_admin ?? false} />
    </>
  );
  return (
    <AdminFrame page="audit" full actions={<ExportActs org={org} wanted={wanted} />}>
      <AuditFilters org={org} search={search} set={set} />
      <SavedSearches org={org} search={search} go={go} />
      <AuditList org={org} wanted={wanted} head={head} clear={narrowed ? () => go({}) : undefined} />
    </AdminFrame>
  );
}
