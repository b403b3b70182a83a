import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import type { ExternalCard } from "../calls";
import { MemberField } from "../fields/MemberField";
import { useHandOver } from "./queries";

interface Entered {
  to_member_id: string;
  all?: boolean;
}

/** Another keeper for a contact, or for all that its keeper keeps. */
export default function HandOver({ org, card, close }: { org: string; card: ExternalCard; close: () => void }) {
  const { t } = useTranslation("organisations");
  const hand = useHandOver(org);
  const submit = ({ to_member_id, all }: Entered) =>
    follow(
      hand,
      { from_member_id: card.keeper.member_id, to_member_id, ...(!all && { contact_ids: [card.id] }) },
      ({ contacts }) => {
        toast(t("external.handedOver", { count: contacts }));
        close();
      },
    );
  return (
    <FormDialog
      title={t("external.handOverTitle")}
      okText={t("external.handOver")}
      act={hand}
      submit={submit}
      close={close}
    >
      <p>{t("external.handOverText")}</p>
      <MemberField org={org} name="to_member_id" label={t("external.handOverTo")} empty={t("external.handOverEmpty")} />
      <Form.Item name="all" valuePropName="checked">
        <Checkbox>{t("external.handOverAll", { name: card.keeper.name })}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
