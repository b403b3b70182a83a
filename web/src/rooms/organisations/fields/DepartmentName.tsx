import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";

/** What a department is called: the line `name` of a form. */
export function DepartmentName() {
  const { t } = useTranslation("organisations");
  return (
    <Form.Item
      name="name"
      label={t("departments.name")}
      rules={[{ required: true, whitespace: true, message: t("departments.nameEmpty") }]}
    >
      <Input maxLength={64} autoComplete="off" />
    </Form.Item>
  );
}
