import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import type { Me } from "@/app/me";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import { useChangeMe } from "../queries";

/** The name one signs in with instead of the phone number. */
export function LoginNameForm({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const change = useChangeMe();
  const save = ({ login_name }: { login_name: string }) =>
    change.mutate({ login_name: login_name.trim() }, { onSuccess: () => toast(t("settings.saved")) });
  return (
    <Form
      name="login-name"
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
      <Refusal problem={change.error} />
      <Button htmlType="submit" loading={change.isPending}>
        {t("settings.save")}
      </Button>
    </Form>
  );
}
