import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Me, useMe } from "@/app/me";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { Sheet } from "@/kit/Sheet";
import { toast } from "@/kit/toast";
import { CodeField } from "../front/CodeField";
import { NewPasswordFields, PASSWORD_CODES } from "../front/NewPasswordFields";
import { useChangePassword } from "../queries";
import { LoginNameForm } from "../settings/LoginNameForm";
import { SettingsFrame } from "../settings/SettingsFrame";

interface Entered {
  current?: string;
  code?: string;
  challenge?: string;
  password: string;
}

const WHERE = {
  fields: ["current", "code", "password"],
  codes: {
    ...PASSWORD_CODES,
    "accounts.password_wrong": "current",
    "accounts.code_wrong": "code",
    "accounts.code_void": "code",
  },
};

/** A first password, or another one; proved by the current password or by a code. */
export default function PasswordSettings() {
  const { t } = useTranslation("accounts");
  const me = useMe();
  const [byCode, setByCode] = useState(!me.has_password);
  return (
    <SettingsFrame
      title={t(me.has_password ? "passwordPage.change" : "passwordPage.set")}
      intro={t(me.has_password ? "passwordPage.changeText" : "passwordPage.setText")}
    >
      <Sheet>
        <PasswordForm key={String(byCode)} byCode={byCode} me={me} />
        {me.has_password ? (
          <Button type="link" style={{ padding: 0, marginTop: 12 }} onClick={() => setByCode(!byCode)}>
            {t(byCode ? "passwordPage.byCurrent" : "passwordPage.byCode")}
          </Button>
        ) : null}
      </Sheet>
      <Sheet title={t("profile.loginName")} hint={t("passwordPage.loginNameText")}>
        <LoginNameForm me={me} />
      </Sheet>
    </SettingsFrame>
  );
}

function PasswordForm({ byCode, me }: { byCode: boolean; me: Me }) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<Entered>();
  const change = useChangePassword();
  const whole = useRefusedField(form, change.error, WHERE);
  const submit = ({ current, code, challenge, password }: Entered) =>
    follow(change, byCode ? { code, challenge, new: password } : { current, new: password }, () => {
      form.resetFields();
      toast(t("passwordPage.done"));
    });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      scrollToFirstError={FIRST_WRONG}
      style={{ maxWidth: 420 }}
    >
      {byCode ? (
        <CodeField purpose="password" ownPhone={me.phone_masked} />
      ) : (
        <Form.Item
          name="current"
          label={t("password.current")}
          rules={[{ required: true, message: t("password.currentEmpty") }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
      )}
      <NewPasswordFields label={t("password.new")} required own={[me.name, me.login_name ?? ""]} />
      <Refusal problem={whole} />
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("settings.save")}
      </Button>
    </Form>
  );
}
