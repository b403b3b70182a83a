import { Link } from "@tanstack/react-router";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import css from "./InvitationsBanner.module.css";

/** Organisations that ask one to join; nothing when there are none. */
export function InvitationsBanner() {
  const { t } = useTranslation("organisations");
  const { invitations } = useMe();
  if (!invitations) return null;
  return (
    <Link to="/invitations" className={css.banner}>
      <Mail size={18} aria-hidden />
      <span>{t("invitations.banner", { count: invitations })}</span>
      <b>{t("invitations.open")}</b>
    </Link>
  );
}
