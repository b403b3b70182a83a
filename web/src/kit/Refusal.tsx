import Alert from "antd/es/alert";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
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
}

/** Why an act was refused, beside the act; what was typed stays where it is. */
export function Refusal({ problem, style }: Props) {
  const words = useProblemWords();
  if (!problem) return null;
  return <Alert type="error" showIcon role="alert" title={words(problem)} style={{ marginBottom: 16, ...style }} />;
}
