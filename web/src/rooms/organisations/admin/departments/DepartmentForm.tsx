import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { Department, DepartmentChange } from "../../calls";
import { DepartmentName } from "../../fields/DepartmentName";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import { useChangeDepartment } from "./queries";

interface Entered {
  name: string;
  parent: string;
  hidden: boolean;
}

/** Name, place in the tree, and whether others see it; only what changed is sent. */
export function DepartmentForm({ org, department }: { org: string; department: Department }) {
  const { t } = useTranslation("organisations");
  const change = useChangeDepartment(org, department.id);
  const submit = (entered: Entered) => {
    const wanted: DepartmentChange = {};
    if (entered.name.trim() !== department.name) wanted.name = entered.name.trim();
    if ((entered.parent || null) !== department.parent_id) wanted.parent_id = entered.parent || null;
    if (entered.hidden !== Boolean(department.hidden)) wanted.hidden = entered.hidden;
    if (Object.keys(wanted).length > 0) follow(change, wanted, () => toast(t("common.saved")));
  };
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{
        name: department.name,
        parent: department.parent_id ?? "",
        hidden: Boolean(department.hidden),
      }}
      onFinish={submit}
    >
      <DepartmentName />
      <Form.Item name="parent" label={t("departments.parent")} extra={t("departments.moveHint")}>
        <DepartmentSelect org={org} without={department.id} top={t("departments.top")} />
      </Form.Item>
      <Form.Item name="hidden" valuePropName="checked" extra={t("departments.hiddenHint")}>
        <Checkbox>{t("departments.hidden")}</Checkbox>
      </Form.Item>
      <Refusal problem={change.error} />
      <Button type="primary" block htmlType="submit" loading={change.isPending}>
        {t("common.save")}
      </Button>
    </Form>
  );
}
