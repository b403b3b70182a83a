import { useParams } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { Front } from "@/rooms/accounts/door";
import { ApplicationForm } from "../joining/ApplicationForm";
import { ApplicationState } from "../joining/ApplicationState";
import { useJoinTarget, useMyApplications } from "../joining/queries";
import { SignedIn } from "../joining/SignedIn";

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
  if (member || mine?.state === "pending" || mine?.state === "refused") {
    return <ApplicationState key={mine?.state} code={code} target={target.data} application={mine} name={name} />;
  }
  return <ApplicationForm code={code} target={target.data} name={name} />;
}

/** A link that leads nowhere any more is said in full; anything else can be tried again. */
function Gone({ problem, retry }: { problem: Problem; retry: () => void }) {
  const { t } = useTranslation("organisations");
  const gone = problem.code === "organisations.link_void" || problem.status === 404;
  if (!gone) return <ErrorState problem={problem} retry={retry} />;
  return <EmptyState icon={<Unlink />} title={t("join.gone")} hint={t("join.goneHint")} />;
}
