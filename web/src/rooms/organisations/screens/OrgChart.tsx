import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { NotFound } from "@/app/fallbacks";
import { useMe } from "@/app/me";
import { isLost } from "@/app/problem";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Department } from "../calls";
import css from "../chart/Chart.module.css";
import { ChartActs } from "../chart/ChartActs";
import { ChartBar } from "../chart/ChartBar";
import { ChartSearch } from "../chart/ChartSearch";
import { ChartStage } from "../chart/ChartStage";
import { type ChartSearchPart, chartSearch } from "../chart/chartSearch";
import { DepartmentPane } from "../chart/DepartmentPane";
import { TOP } from "../chart/model";
import { type Paper, Sheets } from "../chart/Sheets";
import { useChart } from "../chart/useChart";
import { useNodeWords } from "../chart/useNodeWords";
import { MemberCardPane } from "../directory/MemberCardPane";
import { type Forest, grow, namesTo } from "../directory/tree";
import { useDepartments } from "../queries";

/** The organisation as a chart: to look at, to walk about in, to print. */
export default function OrgChart() {
  const { org = "" } = useParams({ strict: false }) as { org?: string };
  const name = useMe().memberships.find((one) => one.organisation.id === org)?.organisation.name;
  const departments = useDepartments(org);
  const forest = useMemo(() => grow(departments.data ?? []), [departments.data]);
  if (name === undefined) return <NotFound />;
  if (departments.isPending) return <Skeleton rows={8} avatar={false} />;
  if (isLost(departments)) return <ErrorState problem={departments.error} retry={() => void departments.refetch()} />;
  return <Chart key={org} org={org} name={name} forest={forest} />;
}

/** What is open beside the chart stands in the address. */
function usePlace(org: string) {
  const navigate = useNavigate();
  const here = chartSearch(useSearch({ strict: false })) as ChartSearchPart;
  const go = (next: ChartSearchPart) => {
    const given = Object.entries(next).filter(([, value]) => value !== undefined) as [string, string][];
    const query = new URLSearchParams(given).toString();
    void navigate({ href: `/directory-chart/${org}${query ? `?${query}` : ""}`, replace: true });
  };
  return { ...here, go, leave: () => void navigate({ href: `/directory/${org}` }) };
}

function Chart({ org, name, forest }: { org: string; name: string; forest: Forest }) {
  const { t } = useTranslation("organisations");
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const { at, member, go, leave } = usePlace(org);
  const chart = useChart(forest, frame);
  const words = useNodeWords(forest, name);
  const { paper, print } = usePaper();
  const drawing = { words: words.words, hidden: (id: string) => forest.byId.get(id)?.hidden ?? false };
  const phone = useIsPhone();
  useArrival(at, chart.locate);
  const search = (
    <ChartSearch
      org={org}
      forest={forest}
      go={({ department = TOP, member: found }) => {
        chart.locate(department);
        go({ at: department, ...(found && { member: found }) });
      }}
    />
  );
  return (
    <Panes
      depth={at === undefined && !member ? "stage" : "details"}
      back={() => (at === undefined && !member ? leave() : go(member && at !== undefined ? { at } : {}))}
      labels={{ list: "", stage: t("chart.title"), details: t("directory.members") }}
      stage={
        <div className={css.stage}>
          <Head name={name} leave={leave}>
            {phone ? null : search}
            <ChartActs
              drawing={{ ...drawing, chart: chart.chart }}
              name={`${name} ${t("chart.title")}`}
              print={print}
            />
          </Head>
          {phone ? <div className={css.find}>{search}</div> : null}
          <ChartStage
            frame={frame}
            setFrame={setFrame}
            forest={forest}
            chart={chart}
            words={words}
            chosen={at}
            choose={(id) => go({ at: id })}
          />
          <ChartBar chart={chart} />
          <Sheets
            organisation={name}
            tree={chart.tree}
            direction={chart.direction}
            drawing={drawing}
            above={(id) => namesTo(forest, id).slice(0, -1).join(" / ")}
            paper={paper}
          />
        </div>
      }
      details={
        at === undefined && !member ? null : (
          <Beside {...{ org, name, at, member, go }} department={at ? forest.byId.get(at) : undefined} />
        )
      }
    />
  );
}

function Head({ name, leave, children }: { name: string; leave: () => void; children: ReactNode }) {
  const { t } = useTranslation("organisations");
  return <PageHeader title={t("chart.title")} note={name} back={leave} actions={children} />;
}

/** Which paper the sheets are for; printing begins once that is known, and the browser then asks for the sheets itself. */
function usePaper() {
  const [paper, setPaper] = useState<Paper>({ size: "A4", sheets: "many" });
  const print = (next: Paper) => {
    setPaper(next);
    setTimeout(() => window.print());
  };
  return { paper, print };
}

interface BesideProps extends ChartSearchPart {
  org: string;
  name: string;
  department: Department | undefined;
  go: (next: ChartSearchPart) => void;
}

function Beside({ org, name, at, member, department, go }: BesideProps) {
  if (member) return <MemberCardPane org={org} member={member} close={() => go(at === undefined ? {} : { at })} />;
  return (
    <DepartmentPane
      org={org}
      department={department}
      title={name}
      close={() => go({})}
      toMember={(next) => go({ at, ...(next && { member: next }) })}
    />
  );
}

/** A link to a department goes there, once. */
function useArrival(at: string | undefined, locate: (id: string) => void): void {
  const first = useRef(at);
  useEffect(() => {
    if (first.current) locate(first.current);
    first.current = undefined;
  }, [locate]);
}
