import { useQuery } from "@tanstack/react-query";
import { MessageCircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { useIsPhone } from "@/app/appearance";
import { useLanguage } from "@/app/i18n";
import type { Problem } from "@/app/problem";
import type { Shape } from "@/app/types";
import { PageHeader } from "@/kit/PageHeader";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { said } from "@/kit/time";
import { usePlace } from "../usePlace";
import css from "./stage.module.css";

interface Props {
  id: string;
  problem: Problem;
  again: () => void;
}

/** Nothing to show, and always the way out: on a phone there is neither list nor tab bar beside it. */
export function Missing({ id, problem, again }: Props) {
  return (
    <>
      <Bare />
      {problem.status === 404 ? <Gone id={id} /> : <ErrorState problem={problem} retry={again} />}
    </>
  );
}

/** A group one was removed from says so; anything else is not there, or never was. */
function Gone({ id }: { id: string }) {
  const { t } = useTranslation("messaging");
  const { leave } = usePlace();
  const removal = useQuery({
    queryKey: ["conversation", id, "removal"],
    queryFn: () =>
      take(api.GET("/api/conversations/{conversation_id}/removal", { params: { path: { conversation_id: id } } })),
    staleTime: 0,
    retry: false,
  });
  const words = useWords(removal.data);
  if (removal.isPending) return <Skeleton rows={2} />;
  const out = (
    <button type="button" className={css.out} onClick={leave}>
      {t("stage.toList")}
    </button>
  );
  return <EmptyState icon={<MessageCircleX />} {...words} action={out} />;
}

function useWords(removal: Shape<"Removal"> | undefined): { title: string; hint: string } {
  const { t } = useTranslation(["messaging", "app"]);
  const language = useLanguage();
  if (!removal) return { title: t("stage.missing"), hint: t("stage.missingHint") };
  const days = { today: t("app:time.today"), yesterday: t("app:time.yesterday") };
  const when = said(new Date(removal.at), new Date(), language, days);
  return {
    title: removal.name === null ? t("stage.removed") : t("stage.removedFrom", { name: removal.name }),
    hint: removal.by === null ? t("stage.removedAt", { when }) : t("stage.removedBy", { who: removal.by, when }),
  };
}

/** The head of a conversation that is not here (yet): only a phone needs it, for the way back. */
export function Bare() {
  const { t } = useTranslation("messaging");
  const { leave } = usePlace();
  return useIsPhone() ? <PageHeader title={t("stage.label")} back={leave} /> : null;
}
