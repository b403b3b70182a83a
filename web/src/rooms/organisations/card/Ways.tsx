import { Mail, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./CardActs.module.css";

interface Props {
  /** As far as one sees them. */
  phone: string | null | undefined;
  email: string | null | undefined;
  children?: ReactNode;
}

/** The ways to reach somebody besides a message, and what else stands in their row. */
export function Ways({ phone, email, children }: Props) {
  const { t } = useTranslation("organisations");
  if (!phone && !email && !children) return null;
  return (
    <div className={css.ways}>
      {phone ? (
        <a href={`tel:${phone}`}>
          <Phone aria-hidden />
          {t("card.call")}
        </a>
      ) : null}
      {email ? (
        <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>
          <Mail aria-hidden />
          {t("card.mail")}
        </a>
      ) : null}
      {children}
    </div>
  );
}
