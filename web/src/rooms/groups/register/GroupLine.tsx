import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { useLanguage } from "@/app/i18n";
import { ahead } from "@/kit/time";
import { When } from "@/kit/When";
import type { GroupRow } from "../calls";
import css from "./register.module.css";

interface Props {
  row: GroupRow;
  /** The most messages any of the groups shown has: bars are drawn against it. */
  most: number;
  current: boolean;
  open: () => void;
  marked: boolean;
  mark: () => void;
}

const COLUMNS = ["name", "owner", "members", "recent", "last", "state"] as const;

export function Heads() {
  const { t } = useTranslation("groups");
  return (
    <div className={`${css.row} ${css.heads}`} aria-hidden="true">
      <span />
      {COLUMNS.map((name) => (
        <span key={name}>{t(`register.columns.${name}`)}</span>
      ))}
    </div>
  );
}

/** One group a line; on a phone in two lines. */
export function GroupLine({ row, most, current, open, marked, mark }: Props) {
  const { t } = useTranslation("groups");
  const phone = useIsPhone();
  const owner = row.owner || t("register.noOwner");
  const clean = row.open && row.kind === "group" && row.ends_at === null;
  return (
    <div className={phone ? css.line : css.row} aria-current={current ? "true" : undefined}>
      <label className={css.mark}>
        <input
          type="checkbox"
          checked={marked}
          disabled={!clean}
          onChange={mark}
          aria-label={t("register.choose", { name: row.name })}
        />
      </label>
      <button type="button" className={css.open} onClick={open}>
        {row.name}
        {phone && (
          <small>
            {owner} · {t("register.facts", { members: row.members, recent: row.recent })}
          </small>
        )}
      </button>
      {!phone && (
        <>
          <span className={css.cut}>{owner}</span>
          <span className={css.number}>{row.members}</span>
          <Bar count={row.recent} most={most} />
          <When at={row.last_at} as="brief" className={css.cut ?? ""} />
        </>
      )}
      <State row={row} />
    </div>
  );
}

/** A figure with a bar beside it, so that groups compare at a glance. */
function Bar({ count, most }: { count: number; most: number }) {
  return (
    <span className={css.figure}>
      <b>{count}</b>
      <i aria-hidden="true" style={{ width: `${(100 * count) / most}%` }} />
    </span>
  );
}

/** What needs a look comes before what does not. */
export function State({ row }: { row: GroupRow }) {
  const { t } = useTranslation("groups");
  const language = useLanguage();
  if (!row.open) return <span className={css.calm}>{t("register.states.ended")}</span>;
  if (row.ends_at) {
    const when = ahead(new Date(row.ends_at), new Date(), language);
    return <span className={css.urgent}>{t("register.states.warned", { when })}</span>;
  }
  if (!row.owner_active) return <span className={css.urgent}>{t("register.states.ownerless")}</span>;
  if (row.fell_at) return <span className={css.urgent}>{t("register.states.fell")}</span>;
  if (row.admins === 0 && row.members >= 20)
    return <span className={css.urgent}>{t("register.states.adminless")}</span>;
  return <span className={css.calm}>{t(`register.states.${row.kind === "department" ? "department" : "open"}`)}</span>;
}
