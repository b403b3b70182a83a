import Button from "antd/es/button";
import Upload from "antd/es/upload";
import { Download, FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { keep } from "@/kit/download";
import { Refusal } from "@/kit/Refusal";
import { MEMBER_KINDS } from "../../calls";
import css from "./NewImport.module.css";
import { PastImports } from "./PastImports";
import { useUpload } from "./queries";
import { template } from "./template";

/** The file to import, dropped or chosen; below it the imports before. */
export function NewImport({ org, open }: { org: string; open: (id: string) => void }) {
  const { t } = useTranslation("organisations");
  const upload = useUpload(org);
  const kinds = MEMBER_KINDS.map((one) => t(`memberKinds.${one}`)).join(t("audit.comma"));
  const [wrong, setWrong] = useState(false);
  const take = (file: File) => {
    const right = /\.(xlsx|csv)$/i.test(file.name);
    setWrong(!right);
    if (right) upload.mutate(file, { onSuccess: ({ id }) => open(id) });
    return false;
  };
  return (
    <Body narrow>
      <p className={css.intro}>{t("roster.intro")}</p>
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        height={216}
        beforeUpload={take}
        disabled={upload.isPending}
        aria-label={t("roster.drop")}
      >
        <FileSpreadsheet size={36} strokeWidth={1.4} aria-hidden className={css.icon} />
        <p className={css.drop}>{upload.isPending ? t("roster.uploading") : t("roster.drop")}</p>
        <p className={css.hint}>{t("roster.dropHint")}</p>
      </Upload.Dragger>
      {wrong ? <p role="alert">{t("roster.wrongType")}</p> : null}
      <Refusal problem={upload.error} style={{ marginTop: 16 }} />
      <div className={css.template}>
        <Button icon={<Download size={16} aria-hidden />} onClick={() => keep(template(t), t("roster.templateName"))}>
          {t("roster.template")}
        </Button>
        <span className={css.hint}>{t("roster.templateHint")}</span>
        <span className={css.hint}>{t("roster.kindsHint", { kinds })}</span>
      </div>
      <PastImports org={org} open={open} />
    </Body>
  );
}
