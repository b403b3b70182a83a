import Checkbox from "antd/es/checkbox";
import Form, { type FormInstance } from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { BASES, type Basis } from "../calls";

/** Grounds whose law or kind has to be named. */
const NAMED: Basis[] = ["legal_duty", "other"];

interface Given {
  basis?: Basis;
  basis_note?: string;
  attested?: boolean;
}

/** What is still missing before anybody's data may be entered: the words for the button that waits for it. */
export function useMissingBasis(form: FormInstance): string | null {
  const { t } = useTranslation("organisations");
  const { basis, basis_note: note, attested }: Given = Form.useWatch([], form) ?? {};
  if (!basis) return t("members.missing.basis");
  if (NAMED.includes(basis) && !note?.trim()) return t("members.missing.basisNote");
  return attested ? null : t("members.missing.attest");
}

/** On what ground others' data is entered, and the word of whoever enters it. */
export function BasisFields() {
  const { t } = useTranslation("organisations");
  const form = Form.useFormInstance();
  const basis: Basis | undefined = Form.useWatch("basis", form);
  return (
    <>
      <Form.Item name="basis" label={t("members.basis")} rules={[{ required: true, message: t("members.basisEmpty") }]}>
        <Select
          placeholder={t("members.basisPlaceholder")}
          options={BASES.map((value) => ({ value, label: t(`bases.${value}`) }))}
        />
      </Form.Item>
      {basis && NAMED.includes(basis) ? (
        <Form.Item
          name="basis_note"
          label={t("members.basisNote")}
          rules={[{ required: true, whitespace: true, message: t("members.basisNoteEmpty") }]}
        >
          <Input maxLength={200} placeholder={t("members.basisNotePlaceholder")} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="attested"
        valuePropName="checked"
        rules={[
          { validator: (_, yes) => (yes ? Promise.resolve() : Promise.reject(new Error(t("members.attestEmpty")))) },
        ]}
      >
        <Checkbox>{t("members.attest")}</Checkbox>
      </Form.Item>
    </>
  );
}
