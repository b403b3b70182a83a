import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { toast } from "@/kit/toast";
import { MEMBER_KINDS, type NewMember } from "../../calls";
import { BasisFields, useMissingBasis } from "../../fields/BasisFields";
import { MemberSelect } from "../../fields/MemberSelect";
import { PlacesField } from "../../fields/PlacesField";
import { DetailsPane } from "../../lists/DetailsPane";
import { useInvite } from "../../queries";
import { filled } from "./filled";
import { InvitationTicket } from "./InvitationTicket";

interface Props {
  org: string;
  /** Where the new member is put unless one says otherwise. */
  department: string | undefined;
  close: () => void;
}

const WHERE = {
  fields: ["name", "phone", "work_no", "email", "manager_id", "basis", "basis_note", "attested"],
  codes: {
    "organisations.phone_listed": "phone",
    "organisations.work_no_taken": "work_no",
    "organisations.manager_circle": "manager_id",
    "organisations.basis_note_needed": "basis_note",
    "organisations.attestation_needed": "attested",
  },
};

/** Invite one person: who, into which departments, on what ground. */
export function InvitePane({ org, department, close }: Props) {
  const { t } = useTranslation("organisations");
  const [form] = Form.useForm<NewMember>();
  const invite = useInvite(org);
  const [made, setMade] = useState<{ id: string; name: string }>();
  const whole = useRefusedField(form, invite.error, WHERE);
  const missing = useMissingBasis(form);
  const submit = (entered: NewMember) =>
    invite.mutate(filled(entered) as NewMember, {
      onSuccess: ({ id }) => {
        setMade({ id, name: entered.name });
        toast(t("members.invited", { name: entered.name }));
        form.resetFields(["name", "phone", "email", "work_no", "attested"]);
        document.getElementById("invite_name")?.focus();
      },
    });
  const places = department ? [{ id: department, head: false }] : [];
  return (
    <DetailsPane title={t("members.inviteTitle")} close={close}>
      <p style={{ marginTop: 0 }}>{t("members.inviteText")}</p>
      {made ? <InvitationTicket key={made.id} org={org} member={made.id} name={made.name} /> : null}
      <Form
        form={form}
        name="invite"
        layout="vertical"
        requiredMark={false}
        initialValues={{ departments: places, kind: "employee" }}
        onFinish={submit}
        scrollToFirstError={FIRST_WRONG}
      >
        <Form.Item
          name="name"
          label={t("members.name")}
          rules={[{ required: true, whitespace: true, message: t("members.nameEmpty") }]}
        >
          <Input maxLength={64} autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="phone"
          label={t("members.phone")}
          rules={[{ required: true, whitespace: true, message: t("members.phoneEmpty") }]}
        >
          <Input type="tel" inputMode="tel" autoComplete="off" />
        </Form.Item>
        <PlacesField org={org} />
        <MoreFields org={org} />
        <BasisFields />
        <Refusal problem={whole} />
        <Button type="primary" size="large" block htmlType="submit" loading={invite.isPending}>
          {missing ?? t("members.inviteSubmit")}
        </Button>
      </Form>
    </DetailsPane>
  );
}

/** What one may know about a member besides the name: work number, mail, manager. */
export function MoreFields({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  return (
    <>
      <Form.Item name="kind" label={t("members.kind")} extra={t("members.kindHint")}>
        <Select options={MEMBER_KINDS.map((value) => ({ value, label: t(`memberKinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="work_no" label={t("members.workNo")}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t("members.email")} rules={[{ type: "email", message: t("members.emailWrong") }]}>
        <Input type="email" inputMode="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="manager_id" label={t("members.manager")}>
        <MemberSelect org={org} allowClear placeholder={t("members.managerNone")} />
      </Form.Item>
    </>
  );
}
