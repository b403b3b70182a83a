import Button from "antd/es/button";
import Form from "antd/es/form";
import Radio from "antd/es/radio";
import Select from "antd/es/select";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import type { NewGrant, Scope } from "../../calls";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import { MemberField } from "../../fields/MemberField";
import { useGrant, useRoles } from "./queries";
import { RoleDialog } from "./RoleDialog";

const SCOPES: Scope[] = ["organisation", "department", "self"];

/** Give a member a role, over the organisation, a department, or themselves. */
export function GrantDialog({ org, close }: { org: string; close: () => void }) {
  const { t } = useTranslation("organisations");
  const [form] = Form.useForm<NewGrant>();
  const grant = useGrant(org);
  const [making, setMaking] = useState(false);
  const submit = ({ department_id, ...entered }: NewGrant) =>
    follow(grant, entered.scope === "department" && department_id ? { ...entered, department_id } : entered, () => {
      toast(t("roles.granted"));
      close();
    });
  return (
    <>
      <FormDialog
        title={t("roles.grantTitle")}
        okText={t("roles.grant")}
        act={grant}
        form={form}
        initialValues={{ scope: "organisation" }}
        submit={submit}
        close={close}
      >
        <GrantFields org={org} make={() => setMaking(true)} />
      </FormDialog>
      {making ? (
        <RoleDialog
          org={org}
          close={() => setMaking(false)}
          made={(role) => form.setFields([{ name: "role_id", value: role, errors: [] }])}
        />
      ) : null}
    </>
  );
}

function GrantFields({ org, make }: { org: string; make: () => void }) {
  const { t } = useTranslation("organisations");
  const form = Form.useFormInstance();
  const scope: Scope | undefined = Form.useWatch("scope", form);
  return (
    <>
      <MemberField org={org} name="member_id" label={t("roles.member")} empty={t("roles.memberEmpty")} />
      <RoleField org={org} make={make} />
      <Form.Item name="scope" label={t("roles.scope")}>
        <Radio.Group vertical options={SCOPES.map((value) => ({ value, label: t(`roles.scopes.${value}`) }))} />
      </Form.Item>
      {scope === "department" ? (
        <Form.Item
          name="department_id"
          label={t("roles.department")}
          rules={[{ required: true, message: t("roles.departmentEmpty") }]}
        >
          <DepartmentSelect org={org} />
        </Form.Item>
      ) : null}
    </>
  );
}

/** Which role; a new one is a button away, and where there is none yet that is said. */
function RoleField({ org, make }: { org: string; make: () => void }) {
  const { t } = useTranslation("organisations");
  const roles = useRoles(org);
  const add = (
    <Button type="link" size="small" style={{ padding: 0 }} icon={<Plus size={14} aria-hidden />} onClick={make}>
      {t("roles.create")}
    </Button>
  );
  return (
    <Form.Item
      name="role_id"
      label={t("roles.role")}
      rules={[{ required: true, message: t("roles.roleEmpty") }]}
      extra={
        <>
          {roles.data?.items.length === 0 ? t("roles.rolesEmptyHint") : null} {add}
        </>
      }
    >
      <Select
        options={roles.data?.items.map((role) => ({ value: role.id, label: role.name })) ?? []}
        onPopupScroll={({ currentTarget: list }) => {
          const near = list.scrollTop + 2 * list.clientHeight >= list.scrollHeight;
          if (near && roles.hasNextPage && !roles.isFetchingNextPage) void roles.fetchNextPage();
        }}
        notFoundContent={t("roles.rolesEmpty")}
      />
    </Form.Item>
  );
}
