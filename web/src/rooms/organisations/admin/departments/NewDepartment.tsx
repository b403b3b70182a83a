import Form from "antd/es/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import { DepartmentName } from "../../fields/DepartmentName";
import { DepartmentSelect } from "../../fields/DepartmentSelect";
import { useMakeDepartment } from "./queries";

interface Props {
  org: string;
  /** `null` is the top of the tree. */
  parent: string | null;
  close: () => void;
  made: (department: string) => void;
}

/** A new department: its name, and below which. */
export function NewDepartment({ org, parent, close, made }: Props) {
  const { t } = useTranslation("organisations");
  const make = useMakeDepartment(org);
  const submit = (entered: { name: string; parent?: string }) =>
    follow(make, { name: entered.name.trim(), parent_id: entered.parent || null }, (department) => {
      toast(t("departments.created", { name: entered.name.trim() }));
      close();
      made(department.id);
    });
  return (
    <FormDialog
      title={t("departments.add")}
      act={make}
      first="name"
      codes={{ "organisations.name_taken": "name" }}
      initialValues={{ parent: parent ?? "" }}
      submit={submit}
      close={close}
    >
      <DepartmentName />
      <Form.Item name="parent" label={t("departments.parent")}>
        <DepartmentSelect org={org} top={t("departments.top")} />
      </Form.Item>
    </FormDialog>
  );
}
