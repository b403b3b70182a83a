import { useTranslation } from "react-i18next";
import type { Because } from "../../calls";
import { useScopeWords } from "./useScopeWords";

/** Why somebody may do something, in words. */
export function useBecauseWords() {
  const { t } = useTranslation("organisations");
  const scope = useScopeWords();
  return (because: Because[]) =>
    because
      .map((one) =>
        one.by === "role" ? t("roles.by.role", { role: one.role, scope: scope(one) }) : t(`roles.by.${one.by}`),
      )
      .join("; ");
}
