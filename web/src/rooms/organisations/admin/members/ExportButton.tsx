import Button from "antd/es/button";
import Radio from "antd/es/radio";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { asProblem, type Problem } from "@/app/problem";
import { download } from "@/kit/download";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";

/** The roster as a file; says first that it holds people's data and that taking it is recorded. */
export function ExportButton({ org, icon }: { org: string; icon: ReactNode }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<"xlsx" | "csv">("xlsx");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const take = () => {
    setBusy(true);
    setProblem(undefined);
    download(`/api/organisations/${org}/roster.${format}`, `roster.${format}`)
      .then(() => setOpen(false))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button icon={icon} onClick={() => setOpen(true)} aria-label={t("members.export")}>
        {phone ? null : t("members.export")}
      </Button>
      <Modal
        open={open}
        title={t("members.exportTitle")}
        okText={t("members.exportSubmit")}
        confirmLoading={busy}
        onOk={take}
        onCancel={() => setOpen(false)}
      >
        <p>{t("members.exportText")}</p>
        <Radio.Group
          value={format}
          onChange={(event) => setFormat(event.target.value)}
          style={{ marginBottom: 16 }}
          options={[
            { value: "xlsx", label: "XLSX" },
            { value: "csv", label: "CSV" },
          ]}
        />
        <Refusal problem={problem} />
      </Modal>
    </>
  );
}
