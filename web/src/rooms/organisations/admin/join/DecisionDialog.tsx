import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import type { Application } from "../../calls";
import { useDecide } from "./queries";

interface Props {
  org: string;
  application: Application;
  accept: boolean;
  close: () => void;
}

/** Yes or no to an application, with a word to the applicant. */
export function DecisionDialog({ org, application, accept, close }: Props) {
  const { t } = useTranslation("organisations");
  const decide = useDecide(org);
  const way = accept ? "accept" : "refuse";
  const submit = (entered: { note?: string }) => {
    const note = entered.note?.trim();
    follow(decide, { application: application.id, accept, ...(note && { note }) }, () => {
      toast(t(accept ? "joinAdmin.accepted" : "joinAdmin.refused", { name: application.name }));
      close();
    });
  };
  return (
    <FormDialog
      title={t(`joinAdmin.${way}Title`, { name: application.name })}
      okText={t(`joinAdmin.${way}`)}
      danger={!accept}
      act={decide}
      first="note"
      submit={submit}
      close={close}
    >
      <p>{t(`joinAdmin.${way}Text`, { department: application.department ?? t("joinAdmin.departmentAny") })}</p>
      <Form.Item name="note" label={t("joinAdmin.note")}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} placeholder={t("joinAdmin.notePlaceholder")} />
      </Form.Item>
    </FormDialog>
  );
}
