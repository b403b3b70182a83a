import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import { Building2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Panes } from "@/kit/Panes";
import { EmptyState } from "@/kit/states";
import { InvitationsBanner } from "../joining/InvitationsBanner";

/** The directory of somebody who belongs nowhere yet. */
export function NoOrganisation() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
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
              <Button onClick={() => void navigate({ href: "/organisations/new" })}>{t("founding.title")}</Button>
            }
          />
        </div>
      }
    />
  );
}
