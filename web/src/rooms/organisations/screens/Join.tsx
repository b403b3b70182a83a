import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Me, meQuery } from "@/app/me";
import { asProblem, type Problem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { DevBanner, Front } from "@/rooms/accounts/door";
import type { JoinTarget } from "../calls";
import { ApplicationForm, Destination } from "../joining/ApplicationForm";
import { ApplicationState } from "../joining/ApplicationState";
import { useComingIn } from "../joining/Landing";
import css from "../joining/Landing.module.css";
import { useJoinTarget } from "../joining/queries";

/** A join link: where it leads, for everybody who opens it; then the way in, the application, and how it stands. */
export default function Join() {
  const { t } = useTranslation("organisations");
  const { code = "" } = useParams({ strict: false }) as { code?: string };
  const me = useQuery({ ...meQuery, retry: false });
  const target = useJoinTarget(code);
  const guest = me.error !== null && asProblem(me.error).status === 401;
  const problem = target.error ?? (me.error && !guest ? asProblem(me.error) : null);
  const again = () => void Promise.all([target.refetch(), me.refetch()]);
  return (
    <Front title={t("join.title")} notice={guest ? <DevBanner /> : null}>
      {problem ? <Gone problem={problem} retry={again} /> : null}
      {problem || (target.data && (me.data || guest)) ? null : <Skeleton rows={3} avatar={false} />}
      {!problem && target.data && guest && !me.data ? <Guest code={code} target={target.data} /> : null}
      {!problem && target.data && me.data ? <Application code={code} target={target.data} me={me.data} /> : null}
    </Front>
  );
}

function Guest({ code, target }: { code: string; target: JoinTarget }) {
  const { t } = useTranslation("organisations");
  const { form, registering } = useComingIn(`/join/${code}`);
  return (
    <>
      <Destination target={target} />
      {registering ? null : <p className={css.next}>{t(target.approval ? "join.comeIn" : "join.comeInDirect")}</p>}
      {form}
    </>
  );
}

function Application({ code, target, me }: { code: string; target: JoinTarget; me: Me }) {
  const { application, member } = target;
  if (member || application === "pending" || application === "refused") {
    return <ApplicationState key={application} code={code} target={target} name={me.name} />;
  }
  return <ApplicationForm code={code} target={target} name={me.name} />;
}

/** A link that leads nowhere any more is said in full; anything else can be tried again. */
function Gone({ problem, retry }: { problem: Problem; retry: () => void }) {
  const { t } = useTranslation("organisations");
  const gone = problem.code === "organisations.link_void" || problem.status === 404;
  if (!gone) return <ErrorState problem={problem} retry={retry} />;
  return <EmptyState icon={<Unlink />} title={t("join.gone")} hint={t("join.goneHint")} />;
}
