import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Result from "antd/es/result";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import type { RosterImport } from "../../calls";
import { refresh } from "../../queries";

interface Props {
  org: string;
  one: RosterImport;
  leave: () => void;
}

/** What came of an import, or why nothing did. */
export function ImportEnd({ org, one, leave }: Props) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const client = useQueryClient();
  const done = one.state === "done";
  useEffect(() => {
    if (done) void refresh(client, org);
  }, [done, client, org]);
  const { make = 0, change = 0, refuse = 0 } = one.counts;
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
        extra={
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
        }
      />
    </Body>
  );
}
