/** What stands on the screen while a part is loading, missing or broken. */
import { useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { asProblem } from "./problem";

export function Waiting() {
  return <Skeleton rows={6} />;
}

export function NotFound() {
  const { t } = useTranslation("app");
  return <EmptyState icon={<Compass />} title={t("notFound.title")} hint={t("notFound.hint")} />;
}

export function Crash({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorState problem={asProblem(error)} retry={() => void router.invalidate()} />;
}
