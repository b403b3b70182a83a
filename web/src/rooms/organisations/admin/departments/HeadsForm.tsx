import Form from "antd/es/form";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { Department } from "../../calls";
import { useMembers } from "../../queries";
import { useSetHeads } from "./queries";

/** Who leads the department: chosen among its own members, saved at once. */
export function HeadsForm({ org, department }: { org: string; department: Department }) {
  const { t } = useTranslation("organisations");
  const members = useMembers(org, { department_id: department.id, status: "present", limit: 200 });
  const setHeads = useSetHeads(org, department.id);
  const options = [
    ...department.heads.map((head) => ({ value: head.member_id, label: head.name })),
    ...(members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
  ];
  const once = [...new Map(options.map((one) => [one.value, one])).values()];
  return (
    <Form layout="vertical">
      <Form.Item label={t("departments.heads")} extra={t("departments.headsHint")}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("departments.heads")}
          placeholder={t("departments.noHead")}
          loading={members.isPending || setHeads.isPending}
          value={department.heads.map((head) => head.member_id)}
          options={once}
          onChange={(next: string[]) => follow(setHeads, next, () => toast(t("common.saved")))}
        />
      </Form.Item>
      <Refusal problem={setHeads.error} />
    </Form>
  );
}
