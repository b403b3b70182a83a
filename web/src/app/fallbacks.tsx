/** What stands on the screen while a part is loading, missing or broken. */
import { Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import css from "./fallbacks.module.css";
import { bells, language } from "./language";
import { asProblem } from "./problem";

/** Before there is anything to show: the bell, quietly. */
export function Splash() {
  const { t } = useTranslation("app", { useSuspense: false });
  return (
    <div className={css.splash} role="status" aria-label={t("state.loading")}>
      <span aria-hidden="true">{bells[language()]}</span>
    </div>
  );
}

export function Waiting() {
  return <Skeleton rows={6} />;
}

export function NotFound() {
  const { t } = useTranslation("app");
  const home = (
    <Link to="/messages" className={css.home}>
      {t("notFound.home")}
    </Link>
  );
  return <EmptyState icon={<Compass />} title={t("notFound.title")} hint={t("notFound.hint")} action={home} />;
}

export function Crash({ error }: { error: unknown }) {
  const router = useRouter();
  const problem = useMemo(() => asProblem(error), [error]);
  return <ErrorState problem={problem} retry={() => void router.invalidate()} />;
}
