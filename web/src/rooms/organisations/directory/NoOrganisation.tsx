import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Space from "antd/es/space";
import { Building2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { deploymentQuery } from "@/app/me";
import { Panes } from "@/kit/Panes";
import { EmptyState } from "@/kit/states";
import { InvitationsBanner } from "../joining/InvitationsBanner";

/** The directory of somebody who belongs nowhere yet. */
export function NoOrganisation() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const { data: deployment } = useQuery(deploymentQuery);
  // To be loaded, or who of it one may sign in as.
  const sample = deployment && (!deployment.founded || deployment.sample.state !== "none");
  return (
    <Panes
      depth="stage"
      labels={{ list: "", stage: t("directory.title"), details: "" }}
      stage={
        <div style={{ padding: 16 }}>
          <InvitationsBanner />
          <EmptyState
            icon={<Building2 />}
            title={t("directory.none")}
            hint={t("directory.noneHint")}
            action={
              <Space wrap>
                <Button onClick={() => void navigate({ href: "/organisations/new" })}>{t("founding.title")}</Button>
                {sample ? (
                  <Button type="link" onClick={() => void navigate({ href: "/welcome" })}>
                    {t("directory.sample")}
                  </Button>
                ) : null}
              </Space>
            }
          />
        </div>
      }
    />
  );
}
