import Button from "antd/es/button";
import Collapse from "antd/es/collapse";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Typography from "antd/es/typography";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { useAgreements, useRegister } from "../queries";
import { AdultField } from "./AdultField";
import { AgreementsField } from "./AgreementsField";
import { NewPasswordFields } from "./NewPasswordFields";

interface Props {
  phone: string;
  ticket: string;
  onDone: () => void;
  /** Go back to the phone number; what was typed here is kept by the caller not at all, so it is asked first. */
  onRestart: () => void;
}

interface Entered {
  name: string;
  login_name?: string;
  password?: string;
}

/** Who is registering: the real name, the declarations, and, for those who want it, a login name and a password. */
export function RegisterForm({ phone, ticket, onDone, onRestart }: Props) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<Entered>();
  const agreements = useAgreements();
  const register = useRegister();

  function submit(entered: Entered) {
    register.mutate(
      {
        ticket,
        name: entered.name.trim(),
        login_name: entered.login_name?.trim() || undefined,
        password: entered.password || undefined,
        adult: true,
        agreements: (agreements.data ?? []).map(({ document, version }) => ({ document, version })),
      },
      { onSuccess: onDone },
    );
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} scrollToFirstError>
      <Typography.Paragraph type="secondary">
        {t("register.hello", { phone })}{" "}
        <Button type="link" size="small" style={{ padding: 0 }} onClick={onRestart}>
          {t("register.restart")}
        </Button>
      </Typography.Paragraph>
      <NameField />
      <OptionalPassword phone={phone} />
      <AdultField />
      <AgreementsField />
      <Refusal problem={register.error} />
      <Button type="primary" size="large" block htmlType="submit" loading={register.isPending}>
        {t("register.submit")}
      </Button>
    </Form>
  );
}

function NameField() {
  const { t } = useTranslation("accounts");
  return (
    <Form.Item
      name="name"
      label={t("register.name")}
      extra={t("register.nameHint")}
      rules={[{ required: true, whitespace: true, message: t("register.nameEmpty") }]}
    >
      <Input size="large" autoComplete="name" placeholder={t("register.namePlaceholder")} maxLength={64} autoFocus />
    </Form.Item>
  );
}

function OptionalPassword({ phone }: { phone: string }) {
  const { t } = useTranslation("accounts");
  const form = Form.useFormInstance();
  const name: string = Form.useWatch("name", form) ?? "";
  const loginName: string = Form.useWatch("login_name", form) ?? "";
  const content = (
    <>
      <Form.Item name="login_name" label={t("register.loginName")} extra={t("register.loginNameHint")}>
        <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={32} />
      </Form.Item>
      <NewPasswordFields label={t("register.password")} required={Boolean(loginName)} own={[name, loginName, phone]} />
    </>
  );
  return (
    <Collapse
      ghost
      size="small"
      style={{ marginInline: -12, marginBottom: 8 }}
      styles={{ body: { paddingInline: 12 } }}
      items={[{ key: "more", label: t("register.more"), children: content }]}
    />
  );
}
