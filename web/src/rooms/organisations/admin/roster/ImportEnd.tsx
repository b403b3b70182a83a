import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Result from "antd/es/result";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import type { RosterImport } from "../../calls";
import { refresh } from "../../queries";
import { WayIn } from "../members/WayIn";
import css from "./Preview.module.css";
import { PreviewRows } from "./PreviewRows";

interface Props {
  org: string;
  one: RosterImport;
  leave: () => void;
}

/** What came of an import, or why nothing did; rows that were left out stand below, each with its reason. */
export function ImportEnd({ org, one, leave }: Props) {
  const { t } = useTranslation("organisations");
  const client = useQueryClient();
  const done = one.state === "done";
  useEffect(() => {
    if (done) void refresh(client, org);
  }, [done, client, org]);
  const { make = 0, change = 0, refuse = 0 } = one.counts;
  if (done && refuse > 0) return <Partly org={org} one={one} leave={leave} />;
  return (
    <Body>
      <Result
        status={done ? "success" : "error"}
        title={t(done ? "roster.done" : "roster.failed")}
        subTitle={
          done
            ? t("roster.doneText", { make, change, refuse })
            : [one.error?.message, t("roster.failedHint")].filter(Boolean).join(" ")
        }
        extra={<Ways org={org} done={done} leave={leave} />}
      >
        {done && make > 0 ? <WayIn org={org} /> : null}
      </Result>
    </Body>
  );
}

function Partly({ org, one, leave }: Props) {
  const { t } = useTranslation("organisations");
  const { make = 0, change = 0, refuse = 0 } = one.counts;
  const title = t("roster.refusedTitle", { count: refuse });
  return (
    <div className={css.preview}>
      <div className={css.head}>
        <Alert
          type="info"
          showIcon
          role="status"
          title={t("roster.done")}
          description={t("roster.doneText", { make, change, refuse })}
          className={css.stopped}
        />
        <div className={css.acts}>
          <Ways org={org} done leave={leave} />
        </div>
        {make > 0 ? <WayIn org={org} /> : null}
        <h2 className={css.refused}>{title}</h2>
        <p className={css.note}>{t("roster.refusedHint")}</p>
      </div>
      <PreviewRows org={org} id={one.id} outcome="refuse" label={title} nothing={t("roster.rowsGone")} />
    </div>
  );
}

function Ways({ org, done, leave }: Pick<Props, "org" | "leave"> & { done: boolean }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  return (
    <>
      {done ? (
        <Button type="primary" onClick={() => void navigate({ href: `/admin/${org}/members` })}>
          {t("roster.seeMembers")}
        </Button>
      ) : null}
      <Button type={done ? "default" : "primary"} onClick={leave}>
        {t("roster.another")}
      </Button>
    </>
  );
}
