import { AdminFrame } from "../admin/AdminFrame";
import { InvitePane } from "../admin/members/InvitePane";
import { MembersActs } from "../admin/members/MembersActs";
import { MembersFilters } from "../admin/members/MembersFilters";
import { MembersTable } from "../admin/members/MembersTable";
import { RecordPane } from "../admin/members/RecordPane";
import { useMembersPage } from "../admin/members/useMembersPage";
import { useAdmin } from "../admin/useAdmin";

/** The members' records: found, invited, edited, removed. */
export default function AdminMembers() {
  const { org } = useAdmin();
  const { search, set } = useMembersPage(org);
  const close = () => set({ member: undefined, invite: undefined });
  const details = search.invite ? (
    <InvitePane org={org} department={search.department} close={close} />
  ) : search.member ? (
    <RecordPane key={search.member} org={org} member={search.member} close={close} />
  ) : null;
  return (
    <AdminFrame
      page="members"
      full
      details={details}
      closeDetails={close}
      actions={<MembersActs org={org} invite={() => set({ invite: true, member: undefined })} />}
    >
      <MembersFilters org={org} search={search} set={set} />
      <MembersTable org={org} search={search} open={(member) => set({ member, invite: undefined })} />
    </AdminFrame>
  );
}
