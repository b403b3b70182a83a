import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Space from "antd/es/space";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { useRefusedField } from "@/kit/refusedField";
import type { CodePurpose } from "../calls";
import { useRequestCode } from "../queries";
import { codeFrom } from "./codeText";
import { keepCode, openCode } from "./openCode";
import { useCountdown } from "./useCountdown";

interface Props {
  purpose: CodePurpose;
  /** The form field that holds the phone number; without one the code goes to the account's own phone. */
  phoneField?: string;
  /** That phone as the account shows it. */
  ownPhone?: string;
  /** Whether this code is known to be wrong: it is not sent again, since each try counts. */
  isWrong?: (code: string, challenge: string) => boolean;
  /** Called with a complete code, so that nobody has to press a button after pasting. */
  onComplete?: () => void;
}

/** The code from the text message: ask for it, wait to ask again, paste the whole message or let the phone fill it in. */
export function CodeField({ purpose, phoneField, ownPhone = "", isWrong, onComplete }: Props) {
  const { t } = useTranslation("accounts");
  const form = Form.useFormInstance();
  const asked = useAskedCode(purpose, phoneField);

  function take(text: string) {
    const code = codeFrom(text);
    form.setFieldValue("code", code);
    // After the form has taken the value: sent from within its change it would be dropped as out of date.
    if (code.length === 6 && onComplete) setTimeout(onComplete);
    return code;
  }

  return (
    <>
      <Form.Item label={t("code.label")} htmlFor="code" required={false}>
        <Space.Compact block>
          <Form.Item
            name="code"
            noStyle
            getValueFromEvent={(event) => take(event.target.value)}
            rules={[
              { required: true, len: 6, message: t("code.empty") },
              ({ getFieldValue }) => ({
                validator: () =>
                  getFieldValue("challenge") ? Promise.resolve() : Promise.reject(new Error(t("code.notAsked"))),
              }),
              ({ getFieldValue }) => ({
                validator: (_, code: string) =>
                  isWrong?.(code, getFieldValue("challenge"))
                    ? Promise.reject(new Error(t("code.tried")))
                    : Promise.resolve(),
              }),
            ]}
          >
            <Input
              id="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              placeholder={t("code.placeholder")}
              size="large"
              aria-describedby="code-sent"
            />
          </Form.Item>
          <Button size="large" onClick={asked.ask} loading={asked.asking} disabled={asked.seconds > 0}>
            {asked.seconds > 0
              ? t("code.wait", { seconds: asked.seconds })
              : t(asked.sent ? "code.again" : "code.send")}
          </Button>
        </Space.Compact>
      </Form.Item>
      {/* What the server knows this asking by: it comes back with the code. */}
      <Form.Item name="challenge" hidden>
        <Input />
      </Form.Item>
      <CodeSentNote asked={asked} ownPhone={ownPhone} onFill={take} />
    </>
  );
}

type Asked = ReturnType<typeof useAskedCode>;

function useAskedCode(purpose: CodePurpose, phoneField?: string) {
  const form = Form.useFormInstance();
  const request = useRequestCode();
  const [until, setUntil] = useState(0);
  const [phone, setPhone] = useState<string>();
  const problem = useRefusedField(form, request.error, { fields: phoneField ? [phoneField] : [] });
  const seconds = useCountdown(until);

  // The page was left for the text message and loaded anew: what was asked for is still open.
  useEffect(() => {
    const open = openCode(purpose);
    if (!open || form.getFieldValue("challenge")) return;
    form.setFieldValue("challenge", open.challenge);
    if (phoneField && !form.getFieldValue(phoneField)) form.setFieldValue(phoneField, open.phone);
  }, [form, purpose, phoneField]);

  async function ask() {
    if (phoneField) await form.validateFields([phoneField]);
    const number = phoneField ? (form.getFieldValue(phoneField) as string).trim() : undefined;
    request.mutate(
      { phone: number, purpose },
      {
        onSuccess: (sent) => {
          setUntil(Date.now() + sent.retry_after * 1000);
          setPhone(number);
          form.setFieldValue("challenge", sent.challenge);
          // That none had been asked for is no longer so.
          form.setFields([{ name: "code", errors: [] }]);
          keepCode(purpose, { challenge: sent.challenge, phone: number, until: Date.now() + sent.expires_in * 1000 });
          document.getElementById("code")?.focus();
        },
        onError: (problem) => {
          if (problem.retryAfter) setUntil(Date.now() + problem.retryAfter * 1000);
        },
      },
    );
  }

  return {
    // A phone number left empty is said below its field.
    ask: () => void ask().catch(() => undefined),
    asking: request.isPending,
    seconds,
    phone,
    sent: request.data,
    problem,
  };
}

function CodeSentNote({ asked, ownPhone, onFill }: { asked: Asked; ownPhone: string; onFill: (code: string) => void }) {
  const { t } = useTranslation("accounts");
  if (asked.problem) {
    return <Refusal problem={asked.problem} />;
  }
  if (!asked.sent) return null;
  const minutes = Math.round(asked.sent.expires_in / 60);
  const code = asked.sent.code;
  const said = code ? "code.made" : asked.sent.sent ? "code.sent" : "code.notSent";
  return (
    <Alert
      id="code-sent"
      type={code || !asked.sent.sent ? "info" : "success"}
      role="status"
      style={{ marginBottom: 16 }}
      title={
        <>
          {t(said, { phone: asked.phone ?? ownPhone, minutes })}
          {code ? <div>{t("dev.code", { code })}</div> : null}
        </>
      }
      action={
        code ? (
          <Button size="small" onClick={() => onFill(code)}>
            {t("dev.fill")}
          </Button>
        ) : undefined
      }
    />
  );
}
