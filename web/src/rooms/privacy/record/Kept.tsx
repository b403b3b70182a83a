import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import type { KeptKind, KeptRealm } from "../calls";
import { useRecord } from "../queries";
import css from "./record.module.css";

/** What is kept about one: the platform's, then each organisation's, also of those one has left. */
export function Kept() {
  const { t } = useTranslation("privacy");
  const record = useRecord();
  if (record.isPending)
    return (
      <Sheet title={t("kept.title")} flush>
        <Skeleton rows={5} avatar={false} />
      </Sheet>
    );
  if (record.error)
    return (
      <Sheet title={t("kept.title")} flush>
        <ErrorState problem={record.error} retry={() => void record.refetch()} />
      </Sheet>
    );
  return record.data.map((realm) => <Realm key={realm.id ?? "platform"} realm={realm} />);
}

function Realm({ realm }: { realm: KeptRealm }) {
  const { t } = useTranslation("privacy");
  const title = realm.name ? t("kept.by", { name: realm.name }) : t("kept.platform");
  const hint = realm.id === null ? t("kept.platformHint") : t(realm.current ? "kept.here" : "kept.left");
  return (
    <Sheet title={title} hint={hint} flush>
      <ul className={css.rows} aria-label={title}>
        {realm.kinds.map((kind) => (
          <Kind key={kind.code} kind={kind} />
        ))}
      </ul>
    </Sheet>
  );
}

function Kind({ kind }: { kind: KeptKind }) {
  const { t } = useTranslation("privacy");
  return (
    <li className={css.row}>
      <p className={css.head}>
        <b>{kind.title}</b>
        <span className={css.quiet}>{useAmount(kind)}</span>
      </p>
      <p>{kind.text}</p>
      <p className={css.quiet}>
        {t("kept.term", { term: kind.term })}
        {kind.code === "accounts.sessions" && (
          <>
            {" · "}
            <Link to="/settings/devices">{t("kept.devices")}</Link>
          </>
        )}
      </p>
    </li>
  );
}

/** How many there are and since when, where that is told: of one thing only its day. */
function useAmount(kind: KeptKind): string {
  const { t } = useTranslation("privacy");
  const language = useLanguage();
  if (kind.count == null) return "";
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const number = new Intl.NumberFormat(language).format(kind.count);
  if (kind.more) return t("kept.more", { number });
  const said = kind.count > 1 ? t("kept.count", { count: kind.count, number }) : "";
  const since = kind.first ? day.format(new Date(kind.first)) : "";
  const until = kind.last ? day.format(new Date(kind.last)) : "";
  const span = since === until ? since : `${since} – ${until}`;
  return [said, span].filter(Boolean).join(" · ");
}
