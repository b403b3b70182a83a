import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { JoinTarget } from "../calls";
import { Landing } from "./Landing";
import css from "./Landing.module.css";
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
  const navigate = useNavigate();
  const { organisation } = target;
  const arrive = () => {
    toast(t("join.joined", { organisation: organisation.name }));
    void navigate({ href: `/directory/${organisation.id}`, replace: true });
  };
  const submit = (entered: { name: string; note?: string }) => {
    const note = entered.note?.trim();
    follow(
      apply,
      { name: entered.name.trim(), ...(note && { note }) },
      ({ outcome }) => outcome === "joined" && arrive(),
    );
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

/** The organisation and department behind the link, and who sent it. */
export function Destination({ target }: { target: JoinTarget }) {
  const { t } = useTranslation("organisations");
  return (
    <Landing
      organisation={target.organisation}
      lines={[
        t(`kinds.${target.organisation.kind}`),
        target.invited_by && t("join.invitedBy", { name: target.invited_by }),
        target.department && t("join.toDepartment", { department: target.department }),
      ]}
    />
  );
}
