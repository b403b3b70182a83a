import { Link } from "@tanstack/react-router";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { useAskedLinks } from "../external/queries";
import css from "./InvitationsBanner.module.css";

/** Organisations that ask one to join; nothing when there are none. */
export function InvitationsBanner() {
  const { t } = useTranslation("organisations");
  const { invitations } = useMe();
  const links = useAskedLinks().data?.filter((one) => !one.linked).length ?? 0;
  if (!invitations && !links) return null;
  const words = invitations
    ? t("invitations.banner", { count: invitations })
    : t("external.asked.banner", { count: links });
  return (
    <Link to="/invitations" className={css.banner}>
      <Mail size={18} aria-hidden />
      <span>{words}</span>
      <b>{t("invitations.open")}</b>
    </Link>
  );
}
