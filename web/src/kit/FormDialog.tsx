import Form, { type FormInstance } from "antd/es/form";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { Modal } from "./Modal";
import { Refusal } from "./Refusal";
import { FIRST_WRONG, useRefusedField } from "./refusedField";

interface Props<Entered> {
  title: string;
  /** What the button says that acts; it saves when nothing else is said. */
  okText?: string;
  /** It cannot be taken back. */
  danger?: boolean;
  /** What is asked about is not there yet. */
  waiting?: boolean;
  /** How the act stands, and what it was refused for. */
  act: { isPending: boolean; error: Problem | null };
  /** The fields of refusals that name none themselves, by their code. */
  codes?: Readonly<Record<string, string>>;
  submit: (entered: Entered) => void;
  close: () => void;
  /** Where somebody outside the dialog asks the form, or tells it something. */
  form?: FormInstance<Entered>;
  initialValues?: Partial<Entered>;
  /** The line one begins to write in; `autoFocus` comes to nothing in a dialog that is not on the page yet. */
  first?: keyof Entered & string;
  children: ReactNode;
}

/**
 * A few questions in a dialog and one act with the answers: by the button, or by Enter in any line. What is refused stands at
 * its field, what concerns the whole above the buttons.
 */
export function FormDialog<Entered extends object>(props: Props<Entered>) {
  const {
    title,
    okText,
    danger = false,
    waiting = false,
    act,
    codes = {},
    submit,
    close,
    initialValues = {},
    children,
  } = props;
  const { t } = useTranslation("app");
  const [form] = Form.useForm<Entered>(props.form);
  // Also what the fields' ids begin with: the page below may have a form with the same names.
  const id = useId();
  const fields = act.error ? Object.keys(form.getFieldsValue()) : [];
  const whole = useRefusedField(form, act.error, { fields, codes });
  return (
    <Modal
      open
      title={title}
      okText={okText ?? t("act.save")}
      cancelText={t("act.cancel")}
      // The browser itself finds it for Enter, and leaves it alone while it is busy.
      okButtonProps={{ htmlType: "submit", form: id, danger, disabled: waiting }}
      confirmLoading={act.isPending}
      onCancel={close}
      afterOpenChange={(shown) => shown && props.first && form.focusField(props.first)}
    >
      <Form
        form={form}
        name={id}
        layout="vertical"
        requiredMark={false}
        initialValues={initialValues}
        onFinish={submit}
        scrollToFirstError={FIRST_WRONG}
      >
        {children}
        <Refusal problem={whole} />
      </Form>
    </Modal>
  );
}
