/** Empty, failed and loading: one look for all rooms. */
import { CloudOff, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { probe, reach, whenBack } from "@/app/reach";
import { PlainButton } from "./PlainButton";
import css from "./states.module.css";

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  /** The first step, in a sentence. */
  hint?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, hint, action }: EmptyProps) {
  return (
    <div className={css.state} data-state>
      {icon && (
        <div className={css.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <p className={css.title}>{title}</p>
      {hint && <p className={css.hint}>{hint}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}

interface ErrorProps {
  problem: Problem;
  retry?: () => void;
}

/** Says why, what to do, and offers to try again; offline it tries by itself once the server answers. */
export function ErrorState({ problem, retry }: ErrorProps) {
  const { t } = useTranslation("app");
  useRetry(problem.offline ? retry : undefined);
  const title = problem.offline ? t("state.offline") : problem.message;
  const told = problem.requestId ? t("state.failedHint") : t("state.failedTell");
  const hint = problem.offline ? t("state.offlineHint") : told;
  return (
    <div className={css.state} role="alert" data-state>
      <div className={css.icon} aria-hidden="true">
        {problem.offline ? <CloudOff /> : <TriangleAlert />}
      </div>
      <p className={css.title}>{title}</p>
      <p className={css.hint}>{hint}</p>
      {problem.requestId && <p className={css.hint}>{t("state.request", { id: problem.requestId })}</p>}
      {retry && (
        <div className={css.action}>
          <PlainButton onClick={retry}>{t("state.retry")}</PlainButton>
        </div>
      )}
    </div>
  );
}

/** Between two looks for the server, in milliseconds; spread, so that it is not met by everybody at once. */
const LOOK = 8_000;

function useRetry(retry: (() => void) | undefined): void {
  const latest = useRef(retry);
  latest.current = retry;
  const wanted = retry !== undefined;
  useEffect(() => {
    if (!wanted) return;
    const stop = whenBack(() => latest.current?.());
    const look = () => {
      if (document.hidden) return;
      if (reach.get()) latest.current?.();
      else void probe();
    };
    const timer = setInterval(look, LOOK * (0.75 + Math.random() / 2));
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [wanted]);
}

/** Grey rows in the shape of a list: avatar, two lines. */
export function Skeleton({ rows = 5, avatar = true }: { rows?: number; avatar?: boolean }) {
  const { t } = useTranslation("app");
  return (
    <div className={css.skeleton} role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} className={css.bone}>
          {avatar && <i className={css.face} />}
          <span>
            <i style={{ width: `${38 + ((row * 17) % 30)}%` }} />
            <i style={{ width: `${62 + ((row * 23) % 30)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
