import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { part } from "@/kit/part";
import type { Subject } from "../calls";

const ExportDialog = part(() => import("./ExportDialog"), { floating: true, cold: true });

interface Props {
  subject: Subject;
  wide?: boolean;
  /** Why it may not be exported, in words; null when it may. */
  refused?: string | null;
}

export default function ExportButton({ subject, wide = false, refused = null }: Props) {
  const { t } = useTranslation("archive");
  const [open, setOpen] = useState(false);
  const start = () => setOpen(true);
  return (
    <>
      {wide ? (
        <button type="button" title={t("act")} disabled={refused !== null} onClick={start}>
          <Download aria-hidden="true" />
          {refused ?? t("tile")}
        </button>
      ) : (
        <IconButton label={refused ?? t("act")} icon={<Download />} disabled={refused !== null} onClick={start} />
      )}
      {open && <ExportDialog subject={subject} close={() => setOpen(false)} />}
    </>
  );
}
