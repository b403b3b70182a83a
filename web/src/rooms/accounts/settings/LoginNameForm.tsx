import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import type { Me } from "@/app/me";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { toast } from "@/kit/toast";
import { useChangeMe } from "../queries";

/** The name one signs in with instead of the phone number. */
export function LoginNameForm({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<{ login_name: string }>();
  const change = useChangeMe();
  const whole = useRefusedField(form, change.error, {
    fields: ["login_name"],
    codes: { "accounts.login_name_taken": "login_name" },
  });
  const save = ({ login_name }: { login_name: string }) =>
    follow(change, { login_name: login_name.trim() }, () => toast(t("settings.saved")));
  return (
    <Form
      form={form}
      name="login-name"
      scrollToFirstError={FIRST_WRONG}
      layout="vertical"
      requiredMark={false}
      initialValues={{ login_name: me.login_name ?? "" }}
      onFinish={save}
      style={{ maxWidth: 420 }}
    >
      <Form.Item
        name="login_name"
        label={t("profile.loginName")}
        extra={t("register.loginNameHint")}
        rules={[{ required: true, whitespace: true, message: t("passwordPage.loginNameEmpty") }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={32} />
      </Form.Item>
      <Refusal problem={whole} />
      <Button htmlType="submit" loading={change.isPending}>
        {t("settings.save")}
      </Button>
    </Form>
  );
}
