import Button from "antd/es/button";
import { ChartColumn, Table2 } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { isLost } from "@/app/problem";
import { BarChart } from "@/kit/BarChart";
import { IconButton } from "@/kit/IconButton";
import { ErrorState } from "@/kit/states";
import css from "./ActsOverTime.module.css";
import type { SetSearch } from "./AuditFilters";
import { type AuditSearch, DRAWN, sinceOf, wantedOf } from "./auditSearch";
import { frequent, type Span, spansOf } from "./overTime";
import { useCounts } from "./queries";

interface Props {
  org: string;
  search: AuditSearch;
  set: SetSearch;
}

/** How many acts there were, day by day; as a picture, and as the numbers it is made of. */
export function ActsOverTime({ org, search, set }: Props) {
  const { t } = useTranslation("organisations");
  const [table, setTable] = useState(false);
  const title = useId();
  const timed = Boolean(search.days || search.from);
  const wanted = wantedOf(search);
  // Not a part of what is looked for: the list beside it goes further back.
  const drawn = timed ? undefined : sinceOf(DRAWN);
  const counts = useCounts(org, wanted, drawn);
  if (isLost(counts)) return <ErrorState problem={counts.error} retry={() => void counts.refetch()} />;
  const from = new Date(wanted.since ?? drawn ?? Date.now());
  const to = new Date(Math.min(Date.now(), wanted.until ? Date.parse(wanted.until) - 1 : Date.now()));
  const spans = counts.data ? spansOf(counts.data, from, to) : [];
  const acts = spans.reduce((sum, one) => sum + one.acts, 0);
  const newest = counts.data?.all === false;
  const many = t(newest ? "audit.chart.newest" : "audit.chart.acts", { count: acts });
  const said = timed ? many : `${t(`audit.periods.${DRAWN}`)} · ${many}`;
  return (
    <section className={css.chart} aria-labelledby={title} aria-busy={counts.isPending}>
      <header>
        <h2 id={title}>{counts.data ? said : t("audit.chart.counting")}</h2>
        <IconButton
          label={t(table ? "audit.chart.asPicture" : "audit.chart.asTable")}
          icon={table ? <ChartColumn size={18} aria-hidden /> : <Table2 size={18} aria-hidden />}
          onClick={() => setTable(!table)}
        />
      </header>
      {table ? <Numbers spans={spans} set={set} /> : <Picture spans={spans} label={said} />}
    </section>
  );
}

function Picture({ spans, label }: { spans: Span[]; label: string }) {
  const words = useWords();
  const bars = spans.map((span) => ({
    key: span.from,
    label: words.days(span),
    value: span.acts,
    said: [words.count(span), ...frequent(span).slice(0, 5).map(words.kind)].join("\n"),
  }));
  // Room is held while it is counted, so that the list below does not jump.
  return bars.length > 0 ? <BarChart bars={bars} label={label} /> : <div className={css.room} />;
}

function Numbers({ spans, set }: { spans: Span[]; set: Props["set"] }) {
  const { t } = useTranslation("organisations");
  const words = useWords();
  return (
    <div className={css.numbers}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("audit.chart.day")}</th>
            <th scope="col">{t("audit.chart.count")}</th>
            <th scope="col">{t("audit.chart.mostly")}</th>
          </tr>
        </thead>
        <tbody>
          {spans
            .filter((span) => span.acts > 0)
            .reverse()
            .map((span) => (
              <tr key={span.from}>
                <td>
                  <Button type="link" onClick={() => set({ days: undefined, from: span.from, to: span.to })}>
                    {words.days(span)}
                  </Button>
                </td>
                <td>{span.acts}</td>
                <td>{frequent(span).slice(0, 3).map(words.kind).join(t("audit.comma"))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function useWords() {
  const { t } = useTranslation("organisations");
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
  const days = ({ from, to }: Span) =>
    from === to
      ? format.format(new Date(`${from}T12:00`))
      : format.formatRange(new Date(`${from}T12:00`), new Date(`${to}T12:00`));
  return {
    days,
    count: (span: Span) => t("audit.chart.on", { day: days(span), count: span.acts }),
    kind: ([kind, acts]: [string, number]) => `${t(`audit.kinds.${kind}`, { defaultValue: kind })} ${acts}`,
  };
}
