import Alert from "antd/es/alert";
import Button from "antd/es/button";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import type { Problem } from "@/app/problem";

/** What to tell a person about a refusal; a lost network has no words of the server. */
export function useProblemWords(): (problem: Problem) => string {
  const { t } = useTranslation("app");
  return (problem) => (problem.offline ? t("state.offline") : problem.message);
}

interface Props {
  /** Nothing is shown without one. */
  problem: Problem | null | undefined;
  style?: CSSProperties;
  /** What helps, where something does. */
  action?: { label: string; act: () => void } | undefined;
}

/** Why an act was refused, beside the act; what was typed stays where it is. */
export function Refusal({ problem, style, action }: Props) {
  const words = useProblemWords();
  const language = useLanguage();
  // Another language was chosen since: the next try is answered in that one.
  if (!problem || (problem.language !== language && !problem.offline)) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={words(problem)}
      style={{ marginBottom: 16, ...style }}
      action={action ? <Button onClick={action.act}>{action.label}</Button> : null}
    />
  );
}
