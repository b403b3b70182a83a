import Button from "antd/es/button";
import Form from "antd/es/form";
import Typography from "antd/es/typography";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useKeptForm } from "@/kit/keptForm";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { useSignInByCode } from "../queries";
import { CodeField } from "./CodeField";
import { PhoneField } from "./PhoneField";

interface Props {
  onSignedIn: () => void;
  onUnregistered: (phone: string, ticket: string) => void;
  submitLabel?: string;
  /** Said below the button; for those who do not know that this is also the way to register. */
  hint?: string;
}

interface Entered {
  phone: string;
  code: string;
  challenge: string;
}

const WHERE = {
  fields: ["phone", "code"],
  codes: { "accounts.code_wrong": "code", "accounts.code_void": "code" },
};

/** The phone and the code: who has an account is in, who has none goes on to register. */
export function CodeSignIn({ onSignedIn, onUnregistered, submitLabel, hint }: Props) {
  const { t } = useTranslation("accounts");
  const [form] = Form.useForm<Entered>();
  const kept = useKeptForm("phone", ["phone"]);
  const signIn = useSignInByCode();
  const whole = useRefusedField(form, signIn.error, WHERE);
  // Six digits leave by themselves: pressing the button then sends no second try of the same.
  const wrong = useRef("");
  const isWrong = (code: string, challenge: string) => wrong.current === `${challenge}/${code}`;

  function submit({ phone, code, challenge }: Entered) {
    if (signIn.isPending) return;
    signIn.mutate(
      { phone: phone.trim(), code, challenge },
      {
        onSuccess: (answer) => ("ticket" in answer ? onUnregistered(phone.trim(), answer.ticket) : onSignedIn()),
        onError: (problem) => {
          if (problem.code === "accounts.code_wrong") wrong.current = `${challenge}/${code}`;
        },
      },
    );
  }

  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      {...kept}
      onFinish={submit}
      scrollToFirstError={FIRST_WRONG}
    >
      <PhoneField autoFocus />
      <CodeField purpose="sign_in" phoneField="phone" isWrong={isWrong} onComplete={() => form.submit()} />
      <Refusal problem={whole} />
      <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
        {submitLabel ?? t("signIn.submit")}
      </Button>
      {hint ? (
        <Typography.Paragraph type="secondary" style={{ margin: "12px 0 0", textAlign: "center" }}>
          {hint}
        </Typography.Paragraph>
      ) : null}
    </Form>
  );
}
