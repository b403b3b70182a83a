import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { download } from "@/kit/download";
import { MenuButton } from "@/kit/MenuButton";
import { takeProofAndTell } from "@/kit/proof";
import { toast, toastProblem } from "@/kit/toast";
import type { Wanted } from "./auditSearch";
import { type Form, fileOf } from "./queries";

type Wish = Form | "paper";
const WISHES: Wish[] = ["csv", "json", "bundle", "paper"];

/** The acts one looks at as a file: to read, for programs, or as proof that anybody can check. */
export function ExportActs({ org, wanted }: { org: string; wanted: Wanted }) {
  const { t } = useTranslation("organisations");
  const done = t("audit.export.done");
  const take = (wish: Wish) => {
    if (wish === "bundle" || wish === "paper")
      return takeProofAndTell(
        { path: fileOf(org, "bundle", wanted), name: "audit-evidence.json" },
        wish === "paper",
        done,
      );
    download(fileOf(org, wish, wanted), `audit.${wish}`)
      .then(() => toast(done))
      .catch(toastProblem);
  };
  return (
    <MenuButton
      label={t("audit.export.title")}
      icon={<Download aria-hidden />}
      items={WISHES.map((wish) => ({ key: wish, label: t(`audit.export.${wish}`), onClick: () => take(wish) }))}
    />
  );
}
