import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { GroupAvatar } from "@/kit/Avatar";
import { Refusal } from "@/kit/Refusal";
import type { JoinTarget } from "../calls";
import css from "./ApplicationForm.module.css";
import { useApply } from "./queries";

interface Props {
  code: string;
  target: JoinTarget;
  name: string;
}

/** Who asks to join, under which name, with a word for those who decide. */
export function ApplicationForm({ code, target, name }: Props) {
  const { t } = useTranslation("organisations");
  const apply = useApply(code);
  const submit = (entered: { name: string; note?: string }) => {
    const note = entered.note?.trim();
    apply.mutate({ name: entered.name.trim(), ...(note && { note }) });
  };
  return (
    <Form layout="vertical" requiredMark={false} initialValues={{ name }} onFinish={submit}>
      <Destination target={target} />
      <Form.Item
        name="name"
        label={t("join.name")}
        extra={t("join.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("join.nameEmpty") }]}
      >
        <Input size="large" maxLength={64} autoComplete="name" />
      </Form.Item>
      {target.approval ? (
        <Form.Item name="note" label={t("join.note")}>
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={200}
            showCount
            placeholder={t("join.notePlaceholder")}
          />
        </Form.Item>
      ) : null}
      <p className={css.shared}>{t(target.approval ? "join.shared" : "join.sharedDirect")}</p>
      <Refusal problem={apply.error} />
      <Button type="primary" size="large" block htmlType="submit" loading={apply.isPending}>
        {t(target.approval ? "join.submit" : "join.direct")}
      </Button>
    </Form>
  );
}

/** The organisation and department behind the link. */
export function Destination({ target }: { target: JoinTarget }) {
  const { t } = useTranslation("organisations");
  return (
    <div className={css.where}>
      <GroupAvatar id={target.organisation.id} name={target.organisation.name} size={48} />
      <div>
        <div className={css.organisation}>{target.organisation.name}</div>
        <div className={css.department}>
          {target.department
            ? t("join.toDepartment", { department: target.department })
            : t(`kinds.${target.organisation.kind}`)}
        </div>
      </div>
    </div>
  );
}
