import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { copyText } from "@/kit/copy";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { LogKey } from "../../calls";
import css from "../Rows.module.css";
import { useLogKeys } from "./queries";

/** The public keys of the organisation's log: what is made known, for bundles to be compared with. */
export function LogKeys({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const keys = useLogKeys(org);
  return (
    <Sheet title={t("logKeys.title")} hint={t("logKeys.hint")} flush>
      {keys.isPending ? <Skeleton rows={1} avatar={false} /> : null}
      {keys.error ? <ErrorState problem={keys.error} retry={() => void keys.refetch()} /> : null}
      {keys.data?.length === 0 ? <div className={css.row}>{t("logKeys.none")}</div> : null}
      <List className={css.list}>
        {keys.data?.map((one, at) => (
          <Row key={one.number} one={one} former={at > 0} />
        ))}
      </List>
    </Sheet>
  );
}

function Row({ one, former }: { one: LogKey; former: boolean }) {
  const { t } = useTranslation("organisations");
  return (
    <li className={css.row}>
      <div className={css.words}>
        <div className={css.quiet}>
          {t(former ? "logKeys.former" : "logKeys.current")} · {t("logKeys.since")} <When at={one.since} />
        </div>
        <code>{one.key}</code>
        <div className={css.quiet}>
          {t("logKeys.fingerprint")} <code>{one.fingerprint.match(/.{8}/g)?.join(" ")}</code>
        </div>
      </div>
      <Button onClick={() => void copyText(one.key)}>{t("logKeys.copy")}</Button>
    </li>
  );
}
