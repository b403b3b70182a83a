import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import { useTranslation } from "react-i18next";
import styles from "./Front.module.css";

/** The declaration of full capacity that everybody who registers himself makes. */
export function AdultField() {
  const { t } = useTranslation("accounts");
  return (
    <Form.Item
      name="adult"
      valuePropName="checked"
      rules={[
        { validator: (_, yes) => (yes ? Promise.resolve() : Promise.reject(new Error(t("register.adultEmpty")))) },
      ]}
      style={{ marginBottom: 16 }}
    >
      <Checkbox className={styles.consent}>{t("register.adult")}</Checkbox>
    </Form.Item>
  );
}
