import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { organisationName, useMe } from "@/app/me";
import { copyText } from "@/kit/copy";
import css from "./InvitationTicket.module.css";

/** What those who were invited do, to be passed on to them: nothing is sent by itself. */
export function WayIn({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const organisation = organisationName(useMe(), org);
  const said = t("members.wayIn", { organisation, address: window.location.origin });
  return (
    <section className={css.ticket} aria-label={t("members.wayInTitle")}>
      <p>{t("members.wayInHint")}</p>
      <blockquote className={css.said}>{said}</blockquote>
      <Button onClick={() => void copyText(said)}>{t("members.copyWayIn")}</Button>
    </section>
  );
}
