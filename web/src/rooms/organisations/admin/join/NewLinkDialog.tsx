import Form from "antd/es/form";
import Segmented from "antd/es/segmented";
import Switch from "antd/es/switch";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import type { MadeLink } from "../../calls";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import { useMakeLink } from "./queries";

interface Props {
  org: string;
  close: () => void;
  made: (link: MadeLink) => void;
}

interface Entered {
  department?: string;
  days: number;
  approval: boolean;
}

const DAY = 86_400;

/** A link to make: whither, for how long, with or without approval. */
export function NewLinkDialog({ org, close, made }: Props) {
  const { t } = useTranslation("organisations");
  const make = useMakeLink(org);
  const submit = ({ department, days, approval }: Entered) =>
    follow(make, { expires_in: days * DAY, approval, ...(department && { department_id: department }) }, (link) => {
      made(link);
      close();
    });
  return (
    <FormDialog
      title={t("joinAdmin.createTitle")}
      okText={t("joinAdmin.create")}
      act={make}
      initialValues={{ department: "", days: 7, approval: true }}
      submit={submit}
      close={close}
    >
      <Form.Item name="department" label={t("joinAdmin.department")}>
        <DepartmentSelect org={org} top={t("joinAdmin.departmentAny")} />
      </Form.Item>
      <Form.Item name="days" label={t("joinAdmin.term")}>
        <Segmented
          aria-label={t("joinAdmin.term")}
          options={[1, 7, 30, 90].map((value) => ({ value, label: t("joinAdmin.days", { count: value }) }))}
        />
      </Form.Item>
      <Form.Item
        name="approval"
        label={t("joinAdmin.approval")}
        valuePropName="checked"
        extra={t("joinAdmin.approvalHint")}
      >
        <Switch />
      </Form.Item>
    </FormDialog>
  );
}
