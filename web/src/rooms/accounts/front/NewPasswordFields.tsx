import Form from "antd/es/form";
import Input from "antd/es/input";
import Progress from "antd/es/progress";
import theme from "antd/es/theme";
import { useTranslation } from "react-i18next";
import { useDeployment } from "../queries";
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
  // The server refuses what is shorter: its number is the only one.
  const least = useDeployment().data?.password_least;
  return (
    <>
      <Form.Item
        name="password"
        label={label}
        extra={least ? t("password.hint", { least }) : undefined}
        rules={[{ required, message: t("password.newEmpty") }]}
        style={{ marginBottom: 4 }}
      >
        <Input.Password size="large" autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <StrengthMeter password={password} own={own} least={least ?? 0} />
    </>
  );
}

function StrengthMeter({ password, own, least }: { password: string; own: string[]; least: number }) {
  const { t } = useTranslation("accounts");
  const { token } = theme.useToken();
  // Counted as the server counts: by characters, composed.
  const missing = Math.max(0, least - [...password.normalize("NFC")].length);
  const judged = useStrength(password, own);
  const strength = judged !== undefined && missing > 0 ? 0 : judged;
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
          <div style={{ fontSize: token.fontSizeSM }}>
            {missing > 0 ? t("password.short", { count: missing }) : t("password.strengthLabel", { word })}
          </div>
        </>
      )}
    </div>
  );
}
