import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import type { Subject } from "../calls";

const ExportDialog = part(() => import("./ExportDialog"), { floating: true, cold: true });

export default function ExportButton({ subject, wide = false }: { subject: Subject; wide?: boolean }) {
  const { t } = useTranslation("archive");
  const [open, setOpen] = useState(false);
  const start = () => setOpen(true);
  return (
    <>
      {wide ? (
        <button type="button" title={t("act")} onClick={start}>
          <Download aria-hidden="true" />
          {t("tile")}
        </button>
      ) : (
        <IconButton label={t("act")} icon={<Download />} onClick={start} />
      )}
      {open && <ExportDialog subject={subject} close={() => setOpen(false)} />}
    </>
  );
}
