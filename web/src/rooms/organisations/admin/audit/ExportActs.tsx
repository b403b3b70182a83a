import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { download } from "@/kit/download";
import { MenuButton } from "@/kit/MenuButton";
import { toast, toastProblem } from "@/kit/toast";
import type { Wanted } from "./auditSearch";
import { type Form, fileOf } from "./queries";

const FORMS: Form[] = ["csv", "json", "bundle"];

/** The acts one looks at as a file: to read, for programs, or as proof that anybody can check. */
export function ExportActs({ org, wanted }: { org: string; wanted: Wanted }) {
  const { t } = useTranslation("organisations");
  const take = (form: Form) => {
    download(fileOf(org, form, wanted), `audit.${form === "bundle" ? "json" : form}`)
      .then(() => toast(t("audit.export.done")))
      .catch(toastProblem);
  };
  return (
    <MenuButton
      label={t("audit.export.title")}
      icon={<Download aria-hidden />}
      items={FORMS.map((form) => ({ key: form, label: t(`audit.export.${form}`), onClick: () => take(form) }))}
    />
  );
}
