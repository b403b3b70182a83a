import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/app/me";
import { asProblem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { Front } from "@/rooms/accounts/door";
import { ApplicationForm } from "../joining/ApplicationForm";
import { ApplicationState } from "../joining/ApplicationState";
import { useJoinPage } from "../joining/queries";

/** A join link: where it leads, the application, and how it stands. */
export default function Join() {
  const { t } = useTranslation("organisations");
  const { code = "" } = useParams({ strict: false }) as { code?: string };
  const me = useQuery({ ...meQuery, retry: false });
  if (me.error && asProblem(me.error).status === 401) {
    return <Navigate to="/sign-in" search={{ next: `/join/${code}` } as never} replace />;
  }
  return (
    <Front title={t("join.title")}>
      {me.error ? <ErrorState problem={asProblem(me.error)} retry={() => void me.refetch()} /> : null}
      {me.data ? <Application code={code} name={me.data.name} /> : <Skeleton rows={3} avatar={false} />}
    </Front>
  );
}

function Application({ code, name }: { code: string; name: string }) {
  const { t } = useTranslation("organisations");
  const page = useJoinPage(code);
  if (page.isPending) return <Skeleton rows={3} avatar={false} />;
  if (page.error) {
    if (page.error.status !== 404 && page.error.status !== 410) {
      return <ErrorState problem={page.error} retry={() => void page.refetch()} />;
    }
    return <EmptyState icon={<Unlink />} title={t("join.gone")} hint={t("join.goneHint")} />;
  }
  return page.data.state === "none" ? (
    <ApplicationForm code={code} page={page.data} name={name} />
  ) : (
    <ApplicationState code={code} page={page.data} name={name} />
  );
}
