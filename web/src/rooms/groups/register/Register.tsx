import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { Download, MessagesSquare } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { isLost } from "@/app/problem";
import { download } from "@/kit/download";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import { useTyped } from "@/kit/useTyped";
import { VirtualList } from "@/kit/VirtualList";
import { type Asked, FILTERS, IDLE_DAYS, ORDERS } from "../calls";
import { queryOf, useRegister } from "../queries";
import { askedBy, type RegisterSearch } from "../search";
import { Activity } from "./Activity";
import { CleanUp } from "./CleanUp";
import { GroupLine, Heads } from "./GroupLine";
import css from "./register.module.css";

interface Props {
  org: string;
  search: RegisterSearch;
  /** Another search in the address. */
  set: (change: Partial<RegisterSearch>) => void;
  /** What narrows the register to a department. */
  narrow: ReactNode;
}

/** The groups of an organisation in numbers: filters, figures, and a list of any length. */
export default function Register({ org, search, set, narrow }: Props) {
  const asked = askedBy(search);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const change = ({ idle_days, ...some }: Partial<Asked>) => {
    set({ ...some, ...(idle_days && { idle: idle_days }) });
    setMarked(new Set());
  };
  const mark = (id: string) => {
    const now = new Set(marked);
    if (!now.delete(id)) now.add(id);
    setMarked(now);
  };
  const choose = (group: string) => set({ group });
  return (
    <>
      <Activity
        org={org}
        idleDays={asked.idle_days}
        department={asked.department_id}
        filter={asked.filter}
        change={change}
      />
      <Tools org={org} asked={asked} change={change} narrow={narrow} />
      <Rows org={org} asked={asked} chosen={search.group} choose={choose} marked={marked} mark={mark} />
      {marked.size > 0 && <CleanUp org={org} ids={[...marked]} done={() => setMarked(new Set())} />}
    </>
  );
}

interface ToolsProps {
  org: string;
  asked: Asked;
  change: (some: Partial<Asked>) => void;
  narrow: ReactNode;
}

function Tools({ org, asked, change, narrow }: ToolsProps) {
  const { t } = useTranslation("groups");
  const phone = useIsPhone();
  const { typed, setTyped, composition } = useTyped(asked.q, (q) => change({ q }));
  const take = () => {
    const { q: _, ...rest } = queryOf(asked);
    const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
    download(`/api/organisations/${org}/groups.csv?${query}`, "groups.csv")
      .then(() => toast(t("register.exported")))
      .catch(toastProblem);
  };
  return (
    <div className={css.tools}>
      <Input
        allowClear
        className={css.search ?? ""}
        value={typed}
        placeholder={t("register.search")}
        aria-label={t("register.search")}
        onChange={(event) => setTyped(event.target.value)}
        {...composition}
      />
      <div className={css.narrow}>{narrow}</div>
      <Select
        value={asked.filter}
        onChange={(filter) => change({ filter })}
        aria-label={t("register.filter")}
        popupMatchSelectWidth={false}
        options={FILTERS.map((value) => ({ value, label: t(`register.filters.${value}`) }))}
      />
      {asked.filter === "idle" && (
        <Select
          value={asked.idle_days}
          onChange={(idle_days) => change({ idle_days })}
          aria-label={t("register.filters.idle")}
          options={IDLE_DAYS.map((value) => ({ value, label: t("register.idleDays", { count: value }) }))}
        />
      )}
      <Select
        value={asked.order}
        onChange={(order) => change({ order })}
        aria-label={t("register.order")}
        popupMatchSelectWidth={false}
        options={ORDERS.map((value) => ({ value, label: t(`register.orders.${value}`) }))}
      />
      <Button icon={<Download size={16} />} onClick={take} aria-label={t("register.export")}>
        {phone ? null : t("register.export")}
      </Button>
    </div>
  );
}

interface RowsProps {
  org: string;
  asked: Asked;
  chosen: string | undefined;
  choose: (id: string) => void;
  marked: ReadonlySet<string>;
  mark: (id: string) => void;
}

function Rows({ org, asked, chosen, choose, marked, mark }: RowsProps) {
  const { t } = useTranslation("groups");
  const phone = useIsPhone();
  const rows = useRegister(org, asked);
  if (rows.isPending) return <Skeleton rows={8} avatar={false} />;
  if (isLost(rows)) return <ErrorState problem={rows.error} retry={() => void rows.refetch()} />;
  const { items } = rows.data;
  const most = Math.max(1, ...items.map((one) => one.recent));
  const none = asked.filter === "all" && asked.q === "" && !asked.department_id ? "empty" : "none";
  return (
    <div className={css.table}>
      <VirtualList
        items={items}
        keyOf={(row) => row.id}
        height={phone ? 64 : 48}
        label={t("register.columns.name")}
        more={rows.hasNextPage && !rows.isFetchingNextPage ? () => void rows.fetchNextPage() : undefined}
        head={phone ? null : <Heads />}
        foot={
          items.length === 0 ? (
            <EmptyState icon={<MessagesSquare />} title={t(`register.${none}`)} hint={t(`register.${none}Hint`)} />
          ) : (
            <p className={css.foot}>{t("register.numbersOnly")}</p>
          )
        }
        row={(row) => (
          <GroupLine
            row={row}
            most={most}
            current={row.id === chosen}
            open={() => choose(row.id)}
            marked={marked.has(row.id)}
            mark={() => mark(row.id)}
          />
        )}
      />
    </div>
  );
}
