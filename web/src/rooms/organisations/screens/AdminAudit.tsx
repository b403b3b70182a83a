import { useState } from "react";
import { AdminFrame } from "../admin/AdminFrame";
import { AuditFilters } from "../admin/audit/AuditFilters";
import { AuditList } from "../admin/audit/AuditList";
import { useAdmin } from "../admin/useAdmin";
import { useCard } from "../queries";

/** What admins did, the newest first. */
export default function AdminAudit() {
  const { org } = useAdmin();
  const [kind, setKind] = useState<string>();
  const [member, setMember] = useState<string>();
  const actor = useCard(org, member);
  return (
    <AdminFrame page="audit" full>
      <AuditFilters org={org} kind={kind} setKind={setKind} member={member} setMember={setMember} />
      <AuditList org={org} kind={kind} by={member ? (actor.data?.person_id ?? undefined) : undefined} />
    </AdminFrame>
  );
}
