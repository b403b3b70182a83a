import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Sheet } from "@/kit/Sheet";
import { When } from "@/kit/When";
import css from "./PastImports.module.css";
import { useImports } from "./queries";

/** Imports of these days, the one under way among them. */
export function PastImports({ org, open }: { org: string; open: (id: string) => void }) {
  const { t } = useTranslation("organisations");
  const imports = useImports(org);
  const list = imports.data?.filter((one) => one.state !== "discarded") ?? [];
  if (list.length === 0) return null;
  return (
    <Sheet title={t("roster.past")} flush>
      <ul className={css.list}>
        {list.map((one) => (
          <li key={one.id}>
            <button type="button" className={css.row} onClick={() => open(one.id)}>
              <span className={css.name}>{one.file_name}</span>
              <span className={css.state}>{t(`roster.states.${one.state}`)}</span>
              <When at={one.created_at} as="brief" className={css.state} />
              <ChevronRight size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
