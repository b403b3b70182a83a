import { useNavigate } from "@tanstack/react-router";
import { MailOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { AskedLinks } from "../external/AskedLinks";
import { useAskedLinks } from "../external/queries";
import { InvitationSheet } from "../joining/InvitationSheet";
import css from "../joining/Invitations.module.css";
import { useInvitations } from "../joining/queries";

/** Organisations that ask this person to join. */
export default function Invitations() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const invitations = useInvitations();
  const links = useAskedLinks();
  const back = () => void navigate({ href: "/directory" });
  const stage = (
    <>
      <PageHeader title={t("invitations.title")} back={back} />
      <Body>
        {invitations.isPending ? <Skeleton rows={3} /> : null}
        {invitations.error ? <ErrorState problem={invitations.error} retry={() => void invitations.refetch()} /> : null}
        {invitations.data?.length === 0 && !links.data?.length ? (
          <EmptyState icon={<MailOpen />} title={t("invitations.empty")} hint={t("invitations.emptyHint")} />
        ) : null}
        <div className={css.sheets}>
          <AskedLinks />
          {invitations.data?.map((invitation) => (
            <InvitationSheet key={invitation.member_id} invitation={invitation} />
          ))}
        </div>
      </Body>
    </>
  );
  return (
    <Panes stage={stage} depth="stage" back={back} labels={{ list: "", stage: t("invitations.title"), details: "" }} />
  );
}
