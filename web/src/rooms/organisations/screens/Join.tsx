import { useParams } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { Front } from "@/rooms/accounts/door";
import { ApplicationForm } from "../joining/ApplicationForm";
import { ApplicationState } from "../joining/ApplicationState";
import { useJoinTarget } from "../joining/queries";
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
  const target = useJoinTarget(code);
  if (target.error) return <Gone problem={target.error} retry={() => void target.refetch()} />;
  if (!target.data) return <Skeleton rows={3} avatar={false} />;
  const { application, member } = target.data;
  if (member || application === "pending" || application === "refused") {
    return <ApplicationState key={application} code={code} target={target.data} name={name} />;
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
