import Form from "antd/es/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import type { Basis, RosterImport } from "../../calls";
import { BasisFields, useMissingBasis } from "../../fields/BasisFields";
import { useApplyImport } from "./queries";

interface Props {
  org: string;
  one: RosterImport;
  close: () => void;
}

/** The importer's word before anything is changed: what will happen, on what ground. */
export function ApplyDialog({ org, one, close }: Props) {
  const { t } = useTranslation("organisations");
  const [form] = Form.useForm();
  const apply = useApplyImport(org, one.id);
  const missing = useMissingBasis(form);
  const { make = 0, change = 0, same = 0, refuse = 0 } = one.counts;
  const submit = (entered: { basis: Basis; basis_note?: string }) => {
    const note = entered.basis_note?.trim();
    follow(apply, { basis: entered.basis, attested: true, ...(note && { basis_note: note }) }, close);
  };
  return (
    <FormDialog
      title={t("roster.applyTitle")}
      okText={missing ?? t("roster.apply")}
      act={apply}
      form={form}
      submit={submit}
      close={close}
    >
      <p>{t("roster.applySummary", { make, change, same, refuse })}</p>
      <p>{t("roster.applyText")}</p>
      <BasisFields />
    </FormDialog>
  );
}
