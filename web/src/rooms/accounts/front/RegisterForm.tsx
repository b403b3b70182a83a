import Button from "antd/es/button";
import Collapse from "antd/es/collapse";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Typography from "antd/es/typography";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetForm, useKeptForm } from "@/kit/keptForm";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { useAgreements, useRegister } from "../queries";
import { AdultField } from "./AdultField";
import { AgreementsField } from "./AgreementsField";
import { NewPasswordFields, PASSWORD_CODES } from "./NewPasswordFields";

interface Props {
  phone: string;
  ticket: string;
  onDone: () => void;
  /** Go back to the phone number. */
  onRestart: () => void;
}

interface Entered {
  name: string;
  login_name?: string;
  password?: string;
}

const FORM = "register";
const FOLDED = ["login_name", "password"];
const FIELDS = ["name", ...FOLDED, "adult", "agreed"];
const CODES = {
  ...PASSWORD_CODES,
  "accounts.login_name_taken": "login_name",
  "accounts.adult_needed": "adult",
  "accounts.agreements_needed": "agreed",
};
/** The phone is no longer proved, or somebody registered it meanwhile. */
const AGAIN = ["accounts.ticket_void", "accounts.phone_taken"];

/** Who is registering: the real name, the declarations, and, for those who want it, a login name and a password. */
export function RegisterForm({ phone, ticket, onDone, onRestart }: Props) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<Entered>();
  const [unfolded, setUnfolded] = useState(false);
  const { initialValues, onValuesChange } = useKeptForm(FORM, ["name", "login_name"]);
  const agreements = useAgreements();
  const register = useRegister();
  const show = (field: string) => FOLDED.includes(field) && setUnfolded(true);
  const whole = useRefusedField(form, register.error, { fields: FIELDS, codes: CODES, show });

  function submit(entered: Entered) {
    const body = {
      ticket,
      name: entered.name.trim(),
      login_name: entered.login_name?.trim() || undefined,
      password: entered.password || undefined,
      adult: true,
      agreements: (agreements.data ?? []).map(({ document, version }) => ({ document, version })),
    };
    register.mutate(body, {
      onSuccess: () => {
        forgetForm(FORM);
        onDone();
      },
    });
  }

  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={initialValues}
      onValuesChange={onValuesChange}
      onFinish={submit}
      scrollToFirstError={FIRST_WRONG}
    >
      <Greeting phone={phone} onRestart={onRestart} />
      <NameField />
      <OptionalPassword phone={phone} unfolded={unfolded} unfold={setUnfolded} />
      <AdultField />
      <AgreementsField />
      <Refusal
        problem={whole}
        action={whole && AGAIN.includes(whole.code) ? { label: t("register.again"), act: onRestart } : undefined}
      />
      <Button type="primary" size="large" block htmlType="submit" loading={register.isPending}>
        {t("register.submit")}
      </Button>
    </Form>
  );
}

function Greeting({ phone, onRestart }: Pick<Props, "phone" | "onRestart">) {
  const { t } = useTranslation("accounts");
  return (
    <Typography.Paragraph type="secondary">
      {t("register.hello", { phone })}{" "}
      <Button type="link" size="small" style={{ padding: 0 }} onClick={onRestart}>
        {t("register.restart")}
      </Button>
    </Typography.Paragraph>
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

interface Folded {
  phone: string;
  unfolded: boolean;
  unfold: (open: boolean) => void;
}

function OptionalPassword({ phone, unfolded, unfold }: Folded) {
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
      // A login name kept through a reload asks for its password again.
      activeKey={unfolded || loginName ? ["more"] : []}
      onChange={(open) => unfold(open.length > 0)}
      items={[{ key: "more", label: t("register.more"), children: content, forceRender: true }]}
    />
  );
}
