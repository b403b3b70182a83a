import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Space from "antd/es/space";
import { Building2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { deploymentQuery, useMe } from "@/app/me";
import { haltedOf } from "@/app/standing";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { EmptyState } from "@/kit/states";
import { InvitationsBanner } from "../joining/InvitationsBanner";
import { Standing } from "./Standing";

/** The directory of somebody who belongs nowhere: why, and the ways to belong. */
export function NoOrganisation() {
  const { t } = useTranslation("organisations");
  const before = haltedOf(useMe()).length > 0;
  return (
    <Panes
      depth="stage"
      labels={{ list: "", stage: t("directory.title"), details: "" }}
      stage={
        <>
          <PageHeader title={t("directory.title")} />
          <Body narrow>
            <InvitationsBanner />
            <Standing />
            <EmptyState
              icon={<Building2 />}
              title={t(before ? "directory.noneNow" : "directory.none")}
              hint={t("directory.noneHint")}
              action={<Ways />}
            />
          </Body>
        </>
      }
    />
  );
}

function Ways() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const { data: deployment } = useQuery(deploymentQuery);
  // To be loaded, or who of it one may sign in as.
  const sample = deployment && (!deployment.founded || deployment.sample.state !== "none");
  return (
    <Space wrap>
      <Button onClick={() => void navigate({ href: "/organisations/new" })}>{t("founding.title")}</Button>
      {sample ? (
        <Button type="link" onClick={() => void navigate({ href: "/welcome" })}>
          {t("directory.sample")}
        </Button>
      ) : null}
    </Space>
  );
}
