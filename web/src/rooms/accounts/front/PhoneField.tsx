import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";

interface Props {
  name?: string;
  autoFocus?: boolean;
}

/** A phone number as people write it; the server reads spaces, dashes and country codes. */
export function PhoneField({ name = "phone", autoFocus }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <Form.Item
      name={name}
      label={t("phone.label")}
      rules={[{ required: true, whitespace: true, message: t("phone.empty") }]}
      extra={t("phone.hint")}
    >
      <Input
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        size="large"
        placeholder={t("phone.placeholder")}
        autoFocus={autoFocus}
      />
    </Form.Item>
  );
}
