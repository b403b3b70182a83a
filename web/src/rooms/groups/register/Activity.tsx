import { useTranslation } from "react-i18next";
import { type Asked, FILTERS, type GroupCounts } from "../calls";
import { useCounts } from "../queries";
import css from "./register.module.css";

interface Props {
  org: string;
  idleDays: number;
  department: string | undefined;
  filter: Asked["filter"];
  change: (some: Partial<Asked>) => void;
}

const BUCKETS = ["week", "month", "quarter", "older"] as const;

/** When groups were last used, as bars to compare; what needs a look, as numbers to press. */
export function Activity({ org, idleDays, department, filter, change }: Props) {
  const { t } = useTranslation("groups");
  const { data } = useCounts(org, idleDays, department);
  if (!data) return <div className={css.activity} />;
  const most = Math.max(1, ...BUCKETS.map((name) => data[name]));
  return (
    <section className={css.activity} aria-label={t("register.activity")}>
      <figure>
        <figcaption>
          {t("register.activity")} · {t("register.counts", { groups: data.groups, departments: data.departments })}
        </figcaption>
        <dl>
          {BUCKETS.map((name) => (
            <div key={name}>
              <dt>{t(`register.buckets.${name}`)}</dt>
              <dd>
                <i aria-hidden="true" style={{ width: `${(100 * data[name]) / most}%` }} />
                {data[name]}
              </dd>
            </div>
          ))}
        </dl>
      </figure>
      <ul>
        {FILTERS.filter((name): name is Counted => name !== "all").map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={filter === name}
              onClick={() => change({ filter: filter === name ? "all" : name })}
            >
              <b>{data[name]}</b>
              {t(`register.filters.${name}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Counted = Exclude<Asked["filter"], "all"> & keyof GroupCounts;
