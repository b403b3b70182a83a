import Form from "antd/es/form";
import Input from "antd/es/input";
import Progress from "antd/es/progress";
import theme from "antd/es/theme";
import { useTranslation } from "react-i18next";
import { STRONG_ENOUGH, useStrength } from "./strength";

/** What the server refuses a new password for. */
export const PASSWORD_CODES = {
  "accounts.password_short": "password",
  "accounts.password_long": "password",
  "accounts.password_bad_character": "password",
  "accounts.password_weak": "password",
};

interface Props {
  label: string;
  required?: boolean;
  /** Words that make a password weak because they are the person's own: name, login name, phone. */
  own: string[];
}

/** A new password with its strength, and a way to look at what was typed instead of typing it twice. */
export function NewPasswordFields({ label, required = false, own }: Props) {
  const { t } = useTranslation("accounts");
  const form = Form.useFormInstance();
  const password: string = Form.useWatch("password", form) ?? "";
  return (
    <>
      <Form.Item
        name="password"
        label={label}
        extra={t("password.hint")}
        rules={[{ required, message: t("password.newEmpty") }]}
        style={{ marginBottom: 4 }}
      >
        <Input.Password size="large" autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <StrengthMeter password={password} own={own} />
    </>
  );
}

function StrengthMeter({ password, own }: { password: string; own: string[] }) {
  const { t } = useTranslation("accounts");
  const { token } = theme.useToken();
  const strength = useStrength(password, own);
  const word = strength === undefined ? "" : t(`password.strength.${strength}`);
  const colour = strength !== undefined && strength >= STRONG_ENOUGH ? token.colorPrimary : token.colorWarning;
  return (
    <div style={{ minHeight: 34, marginBottom: 12 }} role="status">
      {strength === undefined ? null : (
        <>
          <Progress
            percent={((strength + 1) / 5) * 100}
            steps={5}
            size={[44, 6]}
            showInfo={false}
            strokeColor={colour}
            aria-hidden
          />
          <div style={{ fontSize: token.fontSizeSM }}>{t("password.strengthLabel", { word })}</div>
        </>
      )}
    </div>
  );
}
