import Button from "antd/es/button";
import { Plus, Shapes } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import type { Role } from "../../calls";
import { More } from "../../lists/More";
import css from "../Rows.module.css";
import { useDeleteRole, usePowers, useRoles } from "./queries";
import { RoleDialog } from "./RoleDialog";

/** The organisation's roles: names for bundles of powers. */
export function Roles({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const roles = useRoles(org);
  // A role to edit, or `null` for a new one.
  const [editing, setEditing] = useState<Role | null>();
  return (
    <Sheet
      title={t("roles.tabs.roles")}
      hint={t("roles.rolesHint")}
      flush
      actions={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setEditing(null)}>
          {t("roles.create")}
        </Button>
      }
    >
      {roles.isPending ? <Skeleton rows={3} avatar={false} /> : null}
      {roles.error ? <ErrorState problem={roles.error} retry={() => void roles.refetch()} /> : null}
      {roles.data?.items.length === 0 ? (
        <EmptyState icon={<Shapes />} title={t("roles.rolesEmpty")} hint={t("roles.rolesEmptyHint")} />
      ) : null}
      <List className={css.list}>
        {roles.data?.items.map((role) => (
          <RoleRow key={role.id} org={org} role={role} edit={() => setEditing(role)} />
        ))}
      </List>
      <More list={roles} />
      {editing === undefined ? null : <RoleDialog org={org} role={editing} close={() => setEditing(undefined)} />}
    </Sheet>
  );
}

function RoleRow({ org, role, edit }: { org: string; role: Role; edit: () => void }) {
  const { t } = useTranslation("organisations");
  const powers = usePowers(org);
  const remove = useDeleteRole(org);
  const words = role.powers.map((power) => powers.data?.find((one) => one.power === power)?.words ?? power);
  return (
    <li className={css.row}>
      <div className={css.words}>
        <div>
          {role.name} <span className={css.quiet}>{t("people.count", { count: role.holders })}</span>
        </div>
        <div className={css.quiet}>{words.join(" · ")}</div>
        {role.lost.length ? (
          <div className={css.quiet}>{t("roles.lost", { count: role.lost.length, powers: role.lost.join(" · ") })}</div>
        ) : null}
      </div>
      <div className={css.acts}>
        <Button onClick={edit}>{t("common.edit")}</Button>
        <ConfirmButton
          title={t("roles.deleteTitle", { name: role.name })}
          consequence={t("roles.deleteText")}
          confirm={t("common.delete")}
          act={() => remove.mutateAsync(role.id).then(() => toast(t("roles.deleted")))}
        >
          {t("common.delete")}
        </ConfirmButton>
      </div>
    </li>
  );
}
