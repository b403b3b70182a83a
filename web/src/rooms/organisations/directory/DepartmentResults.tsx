import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight, Folder } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Marked, search, whole } from "@/rooms/search/door";
import results from "../external/External.module.css";
import css from "./Subdepartments.module.css";
import type { Directory } from "./useDirectory";

const FRESH = 10_000;
const MOST = 5;

/** Departments whose names hold what a search of the directory asks for, above the members. */
export function DepartmentResults({ org, directory }: { org: string; directory: Directory }) {
  const { t } = useTranslation("organisations");
  const { q } = directory;
  const { data } = useQuery({
    queryKey: ["search", "departments", q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    queryFn: ({ signal }) => search({ q, kind: "departments", limit: 50 }, signal),
  });
  const found = (data?.[0]?.items ?? []).filter((hit) => hit.home === org).slice(0, MOST);
  if (found.length === 0) return null;
  return (
    <section className={results.results} aria-label={t("directory.departmentsFound")}>
      <h2>{t("directory.departmentsFound")}</h2>
      <ul className={css.list}>
        {found.map((hit) => (
          <li key={hit.id}>
            <button type="button" className={css.row} onClick={() => directory.toDepartment(hit.id)}>
              <Folder size={20} aria-hidden className={css.icon} />
              <span className={css.name}>
                <Marked parts={hit.title} />
              </span>
              <span className={css.count}>{whole(hit.note)}</span>
              <ChevronRight size={18} aria-hidden className={css.icon} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
