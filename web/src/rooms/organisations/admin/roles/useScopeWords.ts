import { useTranslation } from "react-i18next";

/** Over what a role holds, in words. */
export function useScopeWords() {
  const { t } = useTranslation("organisations");
  return ({ scope, department }: { scope: string; department: string | null }) =>
    scope === "department" && department ? t("roles.scopeDepartment", { department }) : t(`roles.scopes.${scope}`);
}
