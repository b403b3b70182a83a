import { Link } from "@tanstack/react-router";
import { ArrowRightLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "../joining/InvitationsBanner.module.css";
import { useTransfers } from "./queries";

/** Transfers that wait for one's word; nothing when there are none. */
export function TransfersBanner({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const count = useTransfers(org, "waiting").data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <Link to={`/transfers/${org}` as string} className={css.banner}>
      <ArrowRightLeft size={18} aria-hidden />
      <span>{t("transfers.banner", { count })}</span>
      <b>{t("invitations.open")}</b>
    </Link>
  );
}
