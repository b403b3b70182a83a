import { ChevronLeft, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { usePlace } from "../usePlace";
import css from "./details.module.css";

export function DetailsHead({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation("app");
  const phone = useIsPhone();
  const { closeDetails } = usePlace();
  return (
    <header className={css.head}>
      {phone && <IconButton label={t("act.back")} icon={<ChevronLeft />} onClick={closeDetails} />}
      <h2>{title}</h2>
      {children}
      {!phone && <IconButton label={t("act.close")} icon={<X />} onClick={closeDetails} />}
    </header>
  );
}
