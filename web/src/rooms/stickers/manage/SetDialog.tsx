import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
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
  const { t } = useTranslation("stickers");
  const [client_id] = useState(() => crypto.randomUUID());
  const save = useSaveSet(org);
  const submit = ({ name }: { name: string }) =>
    follow(save, { client_id, name: name.trim(), ...(set && { id: set.id }) }, close);
  return (
    <FormDialog
      title={t(set ? "rename" : "make")}
      act={save}
      first="name"
      initialValues={{ name: set?.name ?? "" }}
      submit={submit}
      close={close}
    >
      <Form.Item
        name="name"
        label={t("setName")}
        rules={[{ required: true, whitespace: true, message: t("nameEmpty") }]}
      >
        <Input maxLength={20} autoComplete="off" placeholder={t("setNameHint")} />
      </Form.Item>
    </FormDialog>
  );
}
