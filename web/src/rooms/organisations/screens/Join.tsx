import { useParams } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { Front } from "@/rooms/accounts/door";
import type { MyApplication } from "../calls";
import { ApplicationForm } from "../joining/ApplicationForm";
import { ApplicationState } from "../joining/ApplicationState";
import { useJoinTarget, useMyApplications } from "../joining/queries";
import { SignedIn } from "../joining/SignedIn";

/** Milliseconds in which a decision counts as just made. */
const JUST = 60_000;

/** A join link: where it leads, the application, and how it stands. */
export default function Join() {
  const { t } = useTranslation("organisations");
  const { code = "" } = useParams({ strict: false }) as { code?: string };
  return (
    <Front title={t("join.title")}>
      <SignedIn next={`/join/${code}`}>{(me) => <Application code={code} name={me.name} />}</SignedIn>
    </Front>
  );
}

function Application({ code, name }: { code: string; name: string }) {
  const applications = useMyApplications();
  const waiting = Boolean(applications.data?.some((one) => one.state === "pending"));
  const target = useJoinTarget(code, waiting);
  if (target.error) return <Gone problem={target.error} retry={() => void target.refetch()} />;
  if (!target.data || !applications.data) return <Skeleton rows={3} avatar={false} />;
  const { organisation, member } = target.data;
  const mine = applications.data.find((one) => one.organisation.id === organisation.id);
  if (justAccepted(mine, member)) return <Arriving refresh={() => void target.refetch()} />;
  if (member || mine?.state === "pending" || mine?.state === "refused") {
    return <ApplicationState key={mine?.state} code={code} target={target.data} application={mine} name={name} />;
  }
  return <ApplicationForm code={code} target={target.data} name={name} />;
}

/** Accepted while one looked on, which the link does not know yet; who was accepted long ago has left since. */
function justAccepted(mine: MyApplication | undefined, member: boolean): boolean {
  if (member || mine?.state !== "accepted" || !mine.decided_at) return false;
  return Date.now() - new Date(mine.decided_at).getTime() < JUST;
}

function Arriving({ refresh }: { refresh: () => void }) {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    latest.current();
    const timer = setInterval(() => latest.current(), 1000);
    return () => clearInterval(timer);
  }, []);
  return <Skeleton rows={3} avatar={false} />;
}

/** A link that leads nowhere any more is said in full; anything else can be tried again. */
function Gone({ problem, retry }: { problem: Problem; retry: () => void }) {
  const { t } = useTranslation("organisations");
  const gone = problem.code === "organisations.link_void" || problem.status === 404;
  if (!gone) return <ErrorState problem={problem} retry={retry} />;
  return <EmptyState icon={<Unlink />} title={t("join.gone")} hint={t("join.goneHint")} />;
}
