import Button from "antd/es/button";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import type { Grant } from "../../calls";
import { More } from "../../lists/More";
import css from "../Rows.module.css";
import { GrantDialog } from "./GrantDialog";
import { MainAdmins } from "./MainAdmins";
import { useGrants, useRevoke } from "./queries";
import { useScopeWords } from "./useScopeWords";

/** Who holds which role over what. */
export function Grants({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const grants = useGrants(org);
  const [granting, setGranting] = useState(false);
  const give = (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setGranting(true)}>
      {t("roles.grant")}
    </Button>
  );
  return (
    <>
      <MainAdmins org={org} />
      <Sheet title={t("roles.tabs.grants")} hint={t("roles.grantText")} flush actions={give}>
        {grants.isPending ? <Skeleton rows={3} /> : null}
        {grants.error ? <ErrorState problem={grants.error} retry={() => void grants.refetch()} /> : null}
        {grants.data?.items.length === 0 ? (
          <EmptyState icon={<KeyRound />} title={t("roles.grantsEmpty")} hint={t("roles.grantsEmptyHint")} />
        ) : null}
        <List className={css.list}>
          {grants.data?.items.map((grant) => (
            <GrantRow key={grant.id} org={org} grant={grant} />
          ))}
        </List>
        <More list={grants} />
      </Sheet>
      {granting ? <GrantDialog org={org} close={() => setGranting(false)} /> : null}
    </>
  );
}

function GrantRow({ org, grant }: { org: string; grant: Grant }) {
  const { t } = useTranslation("organisations");
  const scope = useScopeWords();
  const revoke = useRevoke(org);
  return (
    <li className={css.row}>
      <PersonAvatar id={grant.person_id} name={grant.name} />
      <div className={css.words}>
        <div>{grant.name}</div>
        <div className={css.quiet}>
          {grant.role} · {scope(grant)}
        </div>
      </div>
      <ConfirmButton
        danger={false}
        title={t("roles.revokeTitle", { name: grant.name, role: grant.role })}
        consequence={t("roles.revokeText")}
        confirm={t("roles.revoke")}
        act={() => revoke.mutateAsync(grant.id).then(() => toast(t("roles.revoked")))}
      >
        {t("roles.revoke")}
      </ConfirmButton>
    </li>
  );
}
