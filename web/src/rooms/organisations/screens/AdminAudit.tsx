import { useNavigate, useSearch } from "@tanstack/react-router";
import { AdminFrame } from "../admin/AdminFrame";
import { AuditFilters } from "../admin/audit/AuditFilters";
import { AuditList } from "../admin/audit/AuditList";
import { type AuditSearch, auditSearch, sinceOf } from "../admin/audit/auditSearch";
import { useAdmin } from "../admin/useAdmin";
import { useCard } from "../queries";

/** What admins did, the newest first; what is asked for stands in the address. */
export default function AdminAudit() {
  const { org } = useAdmin();
  const navigate = useNavigate();
  const search = auditSearch(useSearch({ strict: false })) as AuditSearch;
  const go = (next: Record<string, unknown>) =>
    void navigate({ to: `/admin/${org}/audit`, search: next as never, replace: true });
  const set = (change: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) =>
    go(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)));
  const actor = useCard(org, search.by);
  const filter = {
    kind: search.kind,
    by: search.by ? (actor.data?.person_id ?? undefined) : undefined,
    about: search.about,
    since: sinceOf(search.days),
  };
  const narrowed = Object.keys(search).length > 0;
  return (
    <AdminFrame page="audit" full>
      <AuditFilters org={org} search={search} set={set} />
      <AuditList org={org} filter={filter} clear={narrowed ? () => go({}) : undefined} />
    </AdminFrame>
  );
}
