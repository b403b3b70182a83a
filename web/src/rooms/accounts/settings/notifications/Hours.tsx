import Input from "antd/es/input";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import type { QuietHours } from "@/app/notify/hours";
import { Sheet } from "@/kit/Sheet";
import { toast } from "@/kit/toast";
import { SettingRow } from "../SettingRow";
import css from "./notifications.module.css";
import { zoneName } from "./zones";

const WEEK = [1, 2, 3, 4, 5, 6, 7];

interface Props {
  quiet: QuietHours;
  change: (quiet: QuietHours) => void;
}

/** Quiet at the same hours of chosen days, by the clock of one place. */
export function Hours({ quiet, change }: Props) {
  const { t } = useTranslation("accounts");
  const set = (part: Partial<QuietHours>) => change({ ...quiet, ...part });
  return (
    <Sheet title={t("notify.hours")} hint={t("notify.hoursHint")}>
      <SettingRow label={t("notify.hoursOn")} id="quiet-on">
        <Switch id="quiet-on" checked={quiet.on} onChange={(on) => set({ on })} />
      </SettingRow>
      {quiet.on && (
        <>
          <SettingRow label={t("notify.from")}>
            <Time label={t("notify.start")} value={quiet.start} other={quiet.end} change={(start) => set({ start })} />
            <span aria-hidden="true">–</span>
            <Time label={t("notify.end")} value={quiet.end} other={quiet.start} change={(end) => set({ end })} />
          </SettingRow>
          <SettingRow label={t("notify.days")} hint={quiet.end <= quiet.start ? t("notify.daysHint") : undefined}>
            <Days days={quiet.days} change={(days) => set({ days })} />
          </SettingRow>
          <Zone zone={quiet.zone} change={(zone) => set({ zone })} />
        </>
      )}
    </Sheet>
  );
}

interface TimeProps {
  label: string;
  value: string;
  other: string;
  change: (time: string) => void;
}

/** Taken when it is whole: while it is typed a time of day is empty. */
function Time({ label, value, other, change }: TimeProps) {
  const { t } = useTranslation("accounts");
  const take = (time: string) => {
    if (!/^\d\d:\d\d$/.test(time) || time === value) return;
    if (time === other) toast(t("notify.sameTime"), { urgent: true });
    else change(time);
  };
  return (
    <Input
      type="time"
      aria-label={label}
      defaultValue={value}
      key={value}
      onBlur={(event) => take(event.target.value)}
      onPressEnter={(event) => take(event.currentTarget.value)}
      style={{ width: 136 }}
    />
  );
}

function Days({ days, change }: { days: number[]; change: (days: number[]) => void }) {
  const { i18n } = useTranslation("accounts");
  // The fifth of January 1970 was a Monday.
  const name = (day: number, weekday: "narrow" | "long") =>
    new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: "UTC" }).format(new Date((day + 3) * 86_400_000));
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();
    // At least one stays: to have none at all, the hours are switched off.
    if (next.length > 0) change(next);
  };
  return (
    <span className={css.days}>
      {WEEK.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={days.includes(day)}
          aria-label={name(day, "long")}
          onClick={() => toggle(day)}
        >
          {name(day, "narrow")}
        </button>
      ))}
    </span>
  );
}

/** By its name, or by the one computers know it under. */
function named(typed: string, option?: { value: string; label: string }): boolean {
  return `${option?.label} ${option?.value}`.toLowerCase().includes(typed.trim().toLowerCase());
}

function Zone({ zone, change }: { zone: string; change: (zone: string) => void }) {
  const { t } = useTranslation("accounts");
  const language = useLanguage();
  const [asked, setAsked] = useState(false);
  // There are hundreds: they are named when somebody looks at them.
  const zones = useMemo(() => {
    const known = asked ? Intl.supportedValuesOf("timeZone") : [];
    return [...new Set([zone, ...known])].map((value) => ({ value, label: zoneName(value, language) }));
  }, [asked, zone, language]);
  return (
    <SettingRow label={t("notify.zone")} id="quiet-zone">
      <Select
        id="quiet-zone"
        showSearch={{ filterOption: named }}
        onOpenChange={(open) => open && setAsked(true)}
        value={zone}
        onChange={change}
        options={zones}
        popupMatchSelectWidth={false}
        style={{ width: 280, maxWidth: "100%" }}
      />
    </SettingRow>
  );
}
