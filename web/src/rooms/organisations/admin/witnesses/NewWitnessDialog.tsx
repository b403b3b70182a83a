import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import type { MadeWitness } from "../../calls";
import { useMakeWitness } from "./queries";

interface Props {
  org: string;
  close: () => void;
  made: (witness: MadeWitness) => void;
}

interface Entered {
  name: string;
  key?: string;
}

/** At which field a refusal stands. */
const CODES = {
  "evidence.bad_witness_name": "name",
  "evidence.witness_name_taken": "name",
  "evidence.bad_witness_key": "key",
};

/** Who is to follow the log: what it signs as, and the public key it signs with, where that is known. */
export function NewWitnessDialog({ org, close, made }: Props) {
  const { t } = useTranslation("organisations");
  const make = useMakeWitness(org);
  const submit = ({ name, key }: Entered) =>
    follow(make, { name: name.trim(), ...(key?.trim() && { key: key.trim() }) }, (witness) => {
      made(witness);
      close();
    });
  return (
    <FormDialog
      title={t("witnesses.addTitle")}
      okText={t("witnesses.add")}
      act={make}
      codes={CODES}
      first="name"
      initialValues={{ name: "", key: "" }}
      submit={submit}
      close={close}
    >
      <Form.Item
        name="name"
        label={t("witnesses.name")}
        extra={t("witnesses.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("witnesses.nameEmpty") }]}
      >
        <Input maxLength={64} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="key" label={t("witnesses.key")} extra={t("witnesses.keyHint")}>
        <Input maxLength={64} autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
