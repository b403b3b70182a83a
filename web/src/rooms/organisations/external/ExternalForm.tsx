import Form from "antd/es/form";
import Input from "antd/es/input";
import Radio from "antd/es/radio";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import { filled } from "../admin/members/filled";
import type { ExternalCard, ExternalIn } from "../calls";
import { DepartmentSelect } from "../fields/DepartmentSelect";
import { useKeep } from "./queries";

interface Props {
  org: string;
  /** Whom to write anew, with the whole number and note; else somebody new. */
  card?: ExternalCard;
  close: () => void;
  done?: (contact: string) => void;
}

/** Somebody outside as a form. */
export default function ExternalForm({ org, card, close, done }: Props) {
  const { t } = useTranslation("organisations");
  const keep = useKeep(org, card?.id);
  const submit = (entered: ExternalIn) => {
    const body = filled(entered) as ExternalIn;
    if (body.visibility !== "department") delete body.department_id;
    follow(keep, body, ({ id }) => {
      toast(t("common.saved"));
      close();
      done?.(id);
    });
  };
  return (
    <FormDialog
      title={t(card ? "external.editTitle" : "external.addTitle")}
      act={keep}
      first="name"
      initialValues={card ?? { visibility: "keeper", labels: [] }}
      submit={submit}
      close={close}
    >
      <Who />
      <Sight org={org} />
    </FormDialog>
  );
}

function Who() {
  const { t } = useTranslation("organisations");
  return (
    <>
      <Form.Item
        name="name"
        label={t("external.name")}
        rules={[{ required: true, whitespace: true, message: t("external.nameEmpty") }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="company" label={t("external.company")}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="post" label={t("external.post")}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label={t("external.phone")}>
        <Input type="tel" inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t("external.email")} rules={[{ type: "email", message: t("members.emailWrong") }]}>
        <Input type="email" inputMode="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="labels" label={t("external.labels")} extra={t("external.labelsHint")}>
        <Select mode="tags" open={false} suffixIcon={null} maxCount={10} tokenSeparators={[",", "，", ";", "；"]} />
      </Form.Item>
      <Form.Item name="note" label={t("external.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} />
      </Form.Item>
    </>
  );
}

function Sight({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const visibility = Form.useWatch("visibility");
  return (
    <>
      <Form.Item name="visibility" label={t("external.visibility")} extra={t("external.visibilityHint")}>
        <Radio.Group
          vertical
          options={(["keeper", "department", "all"] as const).map((value) => ({
            value,
            label: t(`external.visible.${value}`),
          }))}
        />
      </Form.Item>
      {visibility === "department" ? (
        <Form.Item
          name="department_id"
          label={t("external.department")}
          rules={[{ required: true, message: t("external.departmentEmpty") }]}
        >
          <DepartmentSelect org={org} label={t("external.department")} />
        </Form.Item>
      ) : null}
    </>
  );
}
