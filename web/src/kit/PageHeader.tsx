import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import css from "./PageHeader.module.css";

interface Props {
  title: ReactNode;
  /** One quiet line below the title. */
  note?: ReactNode;
  /** On phones an arrow before the title. */
  back?: () => void;
  actions?: ReactNode;
}

/** The head of a pane: 60 px, title, a quiet line, what one may do here. */
export function PageHeader({ title, note, back, actions }: Props) {
  const phone = useIsPhone();
  const { t } = useTranslation("app");
  return (
    <header className={css.header}>
      {phone && back && (
        <button type="button" className={css.back} onClick={back} aria-label={t("act.back")}>
          <ChevronLeft aria-hidden="true" />
        </button>
      )}
      <div className={css.words}>
        <h1>{title}</h1>
        {note && <p>{note}</p>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  );
}
