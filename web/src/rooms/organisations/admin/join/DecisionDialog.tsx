import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
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
  const [form] = Form.useForm();
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
    <Modal
      open
      title={t(`joinAdmin.${way}Title`, { name: application.name })}
      okText={t(`joinAdmin.${way}`)}
      okButtonProps={{ danger: !accept }}
      confirmLoading={decide.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <p>{t(`joinAdmin.${way}Text`, { department: application.department ?? t("joinAdmin.departmentAny") })}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="note" label={t("joinAdmin.note")}>
          <Input.TextArea
            autoSize={{ minRows: 2 }}
            maxLength={200}
            placeholder={t("joinAdmin.notePlaceholder")}
            autoFocus
          />
        </Form.Item>
      </Form>
      <Refusal problem={decide.error} />
    </Modal>
  );
}
