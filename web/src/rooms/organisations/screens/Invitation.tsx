import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import Button from "antd/es/button";
import Space from "antd/es/space";
import { MailX, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Me, meQuery } from "@/app/me";
import { asProblem, type Problem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { DevBanner, Front, useLeave } from "@/rooms/accounts/door";
import type { InvitationTarget } from "../calls";
import { InvitationSheet } from "../joining/InvitationSheet";
import { Landing, useComingIn } from "../joining/Landing";
import css from "../joining/Landing.module.css";
import { postsOf } from "../joining/posts";
import { useInvitations, useInvitationTarget } from "../joining/queries";

/** The link of an invitation: who asks and as what, for everybody who opens it; its answer for the one it is for. */
export default function Invitation() {
  const { t } = useTranslation("organisations");
  const { code = "" } = useParams({ strict: false }) as { code?: string };
  const me = useQuery({ ...meQuery, retry: false });
  const target = useInvitationTarget(code);
  const guest = me.error !== null && asProblem(me.error).status === 401;
  const problem = target.error ?? (me.error && !guest ? asProblem(me.error) : null);
  const again = () => void Promise.all([target.refetch(), me.refetch()]);
  const title = target.data
    ? t("invitations.landing", { organisation: target.data.organisation.name })
    : t("invitations.title");
  return (
    <Front title={title} notice={guest ? <DevBanner /> : null}>
      {problem ? <Gone problem={problem} retry={again} inside={me.data !== undefined} /> : null}
      {problem || (target.data && (me.data || guest)) ? null : <Skeleton rows={3} avatar={false} />}
      {!problem && target.data && guest && !me.data ? <Guest code={code} target={target.data} /> : null}
      {!problem && target.data && me.data ? <Answer code={code} target={target.data} me={me.data} /> : null}
    </Front>
  );
}

function Where({ target }: { target: InvitationTarget }) {
  const { t } = useTranslation("organisations");
  const posts = postsOf(target);
  return (
    <Landing
      organisation={target.organisation}
      lines={[
        t(`kinds.${target.organisation.kind}`),
        target.invited_by && t("invitations.from", { name: target.invited_by }),
        posts && t("invitations.as", { posts }),
      ]}
    />
  );
}

function Guest({ code, target }: { code: string; target: InvitationTarget }) {
  const { t } = useTranslation("organisations");
  const { form, registering } = useComingIn(`/invitation/${code}`);
  return (
    <>
      <Where target={target} />
      {registering ? null : <p className={css.next}>{t("invitations.comeIn")}</p>}
      {form}
    </>
  );
}

function Answer({ code, target, me }: { code: string; target: InvitationTarget; me: Me }) {
  if (target.member_id) return <Mine member={target.member_id} />;
  return (
    <>
      <Where target={target} />
      <OtherPhone code={code} me={me} />
    </>
  );
}

function Mine({ member }: { member: string }) {
  const invitations = useInvitations();
  const mine = invitations.data?.find((one) => one.member_id === member);
  if (invitations.error) {
    return <ErrorState problem={invitations.error} retry={() => void invitations.refetch()} />;
  }
  return mine ? <InvitationSheet invitation={mine} /> : <Skeleton rows={3} avatar={false} />;
}

function OtherPhone({ code, me }: { code: string; me: Me }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const { leave, leaving } = useLeave(`/invitation/${code}`);
  return (
    <EmptyState
      icon={<Smartphone />}
      title={t("invitations.otherPhone")}
      hint={t("invitations.otherPhoneHint", { name: me.name, phone: me.phone_masked })}
      action={
        <Space wrap>
          <Button type="primary" loading={leaving} onClick={leave}>
            {t("invitations.useOther")}
          </Button>
          <Button onClick={() => void navigate({ href: "/messages" })}>{t("invitations.goHome")}</Button>
        </Space>
      }
    />
  );
}

function Gone({ problem, retry, inside }: { problem: Problem; retry: () => void; inside: boolean }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  if (problem.status !== 404) return <ErrorState problem={problem} retry={retry} />;
  const home = inside ? (
    <Button onClick={() => void navigate({ href: "/messages" })}>{t("invitations.goHome")}</Button>
  ) : null;
  return <EmptyState icon={<MailX />} title={t("invitations.gone")} hint={t("invitations.goneHint")} action={home} />;
}
