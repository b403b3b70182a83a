import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Typography from "antd/es/typography";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { useSignInByPassword } from "../queries";

interface Entered {
  identifier: string;
  password: string;
}

/** Login name or phone, and the password. */
export function PasswordSignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<Entered>();
  const signIn = useSignInByPassword();
  // Which of the two was wrong is told to nobody.
  const whole = useRefusedField(form, signIn.error, { fields: ["identifier", "password"] });

  function submit({ identifier, password }: Entered) {
    if (signIn.isPending) return;
    signIn.mutate({ identifier: identifier.trim(), password }, { onSuccess: onSignedIn });
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} scrollToFirstError={FIRST_WRONG}>
      <Form.Item
        name="identifier"
        label={t("signIn.identifier")}
        rules={[{ required: true, whitespace: true, message: t("signIn.identifierEmpty") }]}
      >
        <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("signIn.password")}
        rules={[{ required: true, message: t("signIn.passwordEmpty") }]}
      >
        <Input.Password size="large" autoComplete="current-password" />
      </Form.Item>
      <Refusal problem={whole} />
      <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
        {t("signIn.submit")}
      </Button>
      <Typography.Paragraph type="secondary" style={{ margin: "12px 0 0", textAlign: "center" }}>
        {t("signIn.forgot")}
      </Typography.Paragraph>
    </Form>
  );
}
