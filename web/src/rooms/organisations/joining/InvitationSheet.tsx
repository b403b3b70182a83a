import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import { toast } from "@/kit/toast";
import { When } from "@/kit/When";
import type { Invitation } from "../calls";
import css from "./InvitationSheet.module.css";
import { postsOf } from "./posts";
import { useAnswer } from "./queries";

/** One invitation: who asks, on what ground, what will be shared; agreed to knowingly or refused. */
export function InvitationSheet({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("organisations");
  const { organisation } = invitation;
  return (
    <Sheet title={organisation.name} hint={t(`kinds.${organisation.kind}`)}>
      <dl className={css.facts}>
        <Fact label={t("invitations.by")}>{invitation.invited_by}</Fact>
        <Fact label={t("invitations.at")}>{invitation.attested_at ? <When at={invitation.attested_at} /> : null}</Fact>
        <Fact label={t("invitations.name")}>{invitation.name}</Fact>
        <Fact label={t("invitations.departments")}>{postsOf(invitation)}</Fact>
        <Fact label={t("invitations.basis")}>
          {invitation.basis ? t(`bases.${invitation.basis}`) : null}
          {invitation.basis_note ? ` — ${invitation.basis_note}` : null}
        </Fact>
      </dl>
      <p className={css.shared}>{t("invitations.shared")}</p>
      <Answer invitation={invitation} />
    </Sheet>
  );
}

function Answer({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const answer = useAnswer();
  const [consent, setConsent] = useState(false);
  const { organisation, member_id: member } = invitation;
  // The server's word takes the invitation off the page, and this part with it, before the answer is here.
  const accept = () =>
    answer.mutateAsync({ member, accept: true }).then(
      () => {
        toast(t("invitations.accepted", { organisation: organisation.name }));
        void navigate({ href: `/directory/${organisation.id}` });
      },
      // Shown below the box by the mutation itself.
      () => undefined,
    );
  const refuse = () => answer.mutateAsync({ member, accept: false }).then(() => toast(t("invitations.refused")));
  return (
    <>
      <Checkbox checked={consent} onChange={(event) => setConsent(event.target.checked)} className={css.consent}>
        {t("invitations.consent")}
      </Checkbox>
      <Refusal problem={answer.error} />
      <div className={css.acts}>
        <Button type="primary" size="large" disabled={!consent} loading={answer.isPending} onClick={accept}>
          {t("invitations.accept")}
        </Button>
        <ConfirmButton
          size="large"
          danger={false}
          title={t("invitations.refuseTitle", { organisation: organisation.name })}
          consequence={t("invitations.refuseText")}
          confirm={t("invitations.refuse")}
          act={refuse}
        >
          {t("invitations.refuse")}
        </ConfirmButton>
      </div>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
