import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Space from "antd/es/space";
import { UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { EmptyState } from "@/kit/states";
import { pagesOf } from "../admin/places";

/** What a founder does next in an organisation without members. */
export function FirstSteps({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const me = useMe();
  const navigate = useNavigate();
  const pages = pagesOf(me.memberships.find((one) => one.organisation.id === org));
  const to = (page: string) => () => void navigate({ href: `/admin/${org}/${page}` });
  return (
    <EmptyState
      icon={<UsersRound />}
      title={t("directory.emptyOrganisation")}
      hint={t("directory.emptyOrganisationHint")}
      action={
        <Space>
          {pages.includes("roster") ? (
            <Button type="primary" onClick={to("roster")}>
              {t("directory.toRoster")}
            </Button>
          ) : null}
          {pages.includes("members") ? <Button onClick={to("members")}>{t("directory.toInvite")}</Button> : null}
        </Space>
      }
    />
  );
}
