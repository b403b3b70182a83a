import Button from "antd/es/button";
import { Download, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { useAdmin } from "../useAdmin";
import { ExportButton } from "./ExportButton";

/** Invite, and export the roster, for those who may. */
export function MembersActs({ org, invite }: { org: string; invite: () => void }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const { may } = useAdmin();
  return (
    <>
      {may("roster_export") ? <ExportButton org={org} icon={<Download size={16} aria-hidden />} /> : null}
      {may("member_invite") ? (
        <Button
          type="primary"
          icon={<UserPlus size={16} aria-hidden />}
          onClick={invite}
          aria-label={t("members.invite")}
          style={{ marginInlineStart: 8 }}
        >
          {phone ? null : t("members.invite")}
        </Button>
      ) : null}
    </>
  );
}
