import Select from "antd/es/select";
import { CalendarDays } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NOTHING, nothing } from "@/kit/nothing";
import { type Conditions, type SpanOfTime, spans } from "./asking";
import css from "./Filters.module.css";
import { usePlaces } from "./places";
import { useWriters } from "./writers";

interface Props {
  conditions: Conditions;
  change: (next: Conditions) => void;
}

/** Who wrote it, where (unless one looks in a conversation already), when, and whether it calls me. */
export function Filters({ conditions, change, inside = false }: Props & { inside?: boolean }) {
  const { t } = useTranslation("search");
  return (
    <fieldset className={css.filters} aria-label={t("filter.label")}>
      <Writer conditions={conditions} change={change} />
      {!inside && <Where conditions={conditions} change={change} />}
      <button
        type="button"
        className={css.chip}
        aria-pressed={conditions.me === true}
        onClick={() => {
          const { me, ...rest } = conditions;
          change(me ? rest : { ...rest, me: true });
        }}
      >
        {t("filter.me")}
      </button>
      <Span conditions={conditions} change={change} />
    </fieldset>
  );
}

function Writer({ conditions, change }: Props) {
  const { t } = useTranslation("search");
  const [typed, setTyped] = useState("");
  const { data = [], isFetching } = useWriters(typed);
  const known = conditions.who ? [{ value: conditions.who, label: conditions.whoName ?? t("filter.somebody") }] : [];
  const found = data.map((one) => ({ value: one.id, label: one.name }));
  return (
    <Choice
      label={t("filter.who")}
      value={conditions.who}
      options={typed ? found : known}
      none={t(typed ? "filter.nobody" : "filter.typeName")}
      loading={isFetching}
      type={setTyped}
      choose={(id) => {
        const { who: _, whoName: __, ...rest } = conditions;
        const name = data.find((one) => one.id === id)?.name;
        change(id ? { ...rest, who: id, ...(name && { whoName: name }) } : rest);
      }}
    />
  );
}

function Where({ conditions, change }: Props) {
  const { t } = useTranslation("search");
  const [typed, setTyped] = useState("");
  const { places, loading } = usePlaces(typed, conditions.where);
  return (
    <Choice
      label={t("filter.where")}
      value={conditions.where}
      options={places}
      none={t("filter.nowhere")}
      loading={loading}
      type={setTyped}
      choose={(id) => {
        const { where: _, ...rest } = conditions;
        change(id ? { ...rest, where: id } : rest);
      }}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  /** What stands in place of options. */
  none: string;
  loading: boolean;
  type: (text: string) => void;
  choose: (id: string | null) => void;
}

function Choice({ label, value, options, none, loading, type, choose }: ChoiceProps) {
  return (
    <Select
      className={css.who ?? ""}
      size="small"
      allowClear
      showSearch={{ filterOption: false, onSearch: type }}
      loading={loading}
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      options={options.length > 0 ? options : [nothing(none)]}
      popupMatchSelectWidth={240}
      onChange={(id: string | null) => {
        if (id !== NOTHING) choose(id);
      }}
    />
  );
}

function Span({ conditions, change }: Props) {
  const { t } = useTranslation("search");
  const { when, since, until } = conditions;
  const set = (next: Conditions) => change({ ...conditions, ...next });
  return (
    <>
      <label className={css.chip} data-on={when !== undefined || undefined}>
        <CalendarDays aria-hidden="true" />
        <select
          aria-label={t("filter.when")}
          value={when ?? ""}
          onChange={(event) => {
            const { when: _, since: __, until: ___, ...rest } = conditions;
            change(event.target.value ? { ...rest, when: event.target.value as SpanOfTime } : rest);
          }}
        >
          <option value="">{t("filter.ever")}</option>
          {spans.map((span) => (
            <option key={span} value={span}>
              {t(`filter.${span}`)}
            </option>
          ))}
        </select>
      </label>
      {when === "own" && (
        <span className={css.days}>
          <Day label={t("filter.since")} value={since} set={(day) => set({ since: day })} />
          <span aria-hidden="true">–</span>
          <Day label={t("filter.until")} value={until} set={(day) => set({ until: day })} />
        </span>
      )}
    </>
  );
}

function Day({ label, value, set }: { label: string; value: string | undefined; set: (day: string) => void }) {
  return <input type="date" aria-label={label} value={value ?? ""} onChange={(event) => set(event.target.value)} />;
}
