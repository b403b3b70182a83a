import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { MemberCard, MemberChange } from "../../calls";
import { PlacesField } from "../../fields/PlacesField";
import { readable } from "../../lists/phone";
import { useChangeMember } from "../../queries";
import { cleared } from "./filled";
import { MoreFields } from "./InvitePane";

function entered(card: MemberCard): MemberChange {
  return {
    name: card.name,
    email: card.email ?? null,
    work_no: card.work_no ?? null,
    kind: card.kind,
    manager_id: card.manager?.member_id ?? null,
    departments: card.posts.flatMap(({ department_id: id, post, head }) => (id ? [{ id, post, head }] : [])),
  };
}

/** The record as a form; only what was changed is sent, so that two who edit different things do not undo each other. */
export function RecordForm({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const [form] = Form.useForm<MemberChange>();
  const [dirty, setDirty] = useState(false);
  const change = useChangeMember(org, card.id);
  const save = (all: MemberChange) => {
    const touched = Object.entries(cleared(all)).filter(([name]) => form.isFieldTouched(name as keyof MemberChange));
    follow(change, Object.fromEntries(touched), () => {
      toast(t("common.saved"));
      setDirty(false);
    });
  };
  return (
    <Form
      form={form}
      name="record"
      layout="vertical"
      requiredMark={false}
      initialValues={entered(card)}
      onValuesChange={() => setDirty(true)}
      onFinish={save}
    >
      <Form.Item
        name="name"
        label={t("members.name")}
        rules={[{ required: true, whitespace: true, message: t("members.nameEmpty") }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      {card.phone || card.phone_masked ? (
        <Form.Item label={t("members.phone")}>
          <span>{card.phone ? readable(card.phone) : card.phone_masked}</span>
        </Form.Item>
      ) : null}
      <PlacesField org={org} />
      <MoreFields org={org} />
      <Refusal problem={change.error} />
      <Button type="primary" block htmlType="submit" disabled={!dirty} loading={change.isPending}>
        {t("common.save")}
      </Button>
    </Form>
  );
}
