import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import { type DepartureIn, type MemberCard, REASONS } from "../../calls";
import { MemberSelect } from "../../fields/MemberSelect";
import { useRemoveMember } from "../../queries";
import { filled } from "./filled";

interface Props {
  org: string;
  card: MemberCard;
  done: () => void;
}

/** The end of a membership, or of an invitation nobody has answered. */
export function RemoveMember({ org, card, done }: Props) {
  const { t } = useTranslation("organisations");
  const remove = useRemoveMember(org);
  const [open, setOpen] = useState(false);
  if (card.status === "invited") {
    return (
      <ConfirmButton
        block
        title={t("members.withdrawTitle", { name: card.name })}
        consequence={t("members.withdrawText")}
        confirm={t("members.withdraw")}
        act={() => remove.mutateAsync({ member: card.id, reason: "other" }).then(done)}
      >
        {t("members.withdraw")}
      </ConfirmButton>
    );
  }
  return (
    <>
      <Button danger block onClick={() => setOpen(true)}>
        {t("members.remove")}
      </Button>
      {open ? <Departure org={org} card={card} done={done} close={() => setOpen(false)} /> : null}
    </>
  );
}

function Departure({ org, card, done, close }: Props & { close: () => void }) {
  const { t } = useTranslation("organisations");
  const remove = useRemoveMember(org);
  const submit = (entered: DepartureIn) =>
    follow(remove, { member: card.id, ...(filled(entered) as DepartureIn) }, () => {
      toast(t("members.removed", { name: card.name }));
      done();
    });
  return (
    <FormDialog
      title={t("members.removeTitle", { name: card.name })}
      okText={t("members.removeSubmit")}
      danger
      act={remove}
      submit={submit}
      close={close}
    >
      <Consequences />
      <Form.Item
        name="reason"
        label={t("members.reason")}
        rules={[{ required: true, message: t("members.reasonEmpty") }]}
      >
        <Select options={REASONS.map((value) => ({ value, label: t(`reasons.${value}`) }))} />
      </Form.Item>
      <Form.Item name="note" label={t("members.reasonNote")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="handover_member_id" label={t("members.handover")} extra={t("members.handoverHint")}>
        <MemberSelect org={org} allowClear />
      </Form.Item>
      <Form.Item name="withdraw_invitations" valuePropName="checked" extra={t("members.withdrawSentHint")}>
        <Checkbox>{t("members.withdrawSent")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function Consequences() {
  const { t } = useTranslation("organisations");
  return (
    <>
      <p style={{ marginTop: 0 }}>{t("members.removeText")}</p>
      <ul style={{ paddingInlineStart: 20 }}>
        {["tree", "groups", "roles", "links", "record"].map((what) => (
          <li key={what}>{t(`members.removeConsequences.${what}`)}</li>
        ))}
      </ul>
    </>
  );
}
