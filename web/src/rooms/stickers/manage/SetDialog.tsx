import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
import { useRefusedField } from "@/kit/refusedField";
import type { StickerSet } from "../calls";
import { useSaveSet } from "../queries";

interface Props {
  org: string;
  /** `null` makes a new one. */
  set: StickerSet | null;
  close: () => void;
}

/** What a set is called. */
export function SetDialog({ org, set, close }: Props) {
  const { t } = useTranslation(["stickers", "app"]);
  const [form] = Form.useForm();
  const [client_id] = useState(() => crypto.randomUUID());
  const save = useSaveSet(org);
  const whole = useRefusedField(form, save.error, { fields: ["name"] });
  const submit = ({ name }: { name: string }) =>
    follow(save, { client_id, name: name.trim(), ...(set && { id: set.id }) }, close);
  return (
    <Modal
      open
      title={t(set ? "rename" : "make")}
      okText={t("app:act.save")}
      cancelText={t("app:act.cancel")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: set?.name ?? "" }}
        onFinish={submit}
      >
        <Form.Item
          name="name"
          label={t("setName")}
          rules={[{ required: true, whitespace: true, message: t("nameEmpty") }]}
        >
          <Input maxLength={20} autoFocus autoComplete="off" placeholder={t("setNameHint")} />
        </Form.Item>
      </Form>
      <Refusal problem={whole} />
    </Modal>
  );
}
