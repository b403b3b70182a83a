import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import {
  BellRing,
  BookUser,
  CircleDot,
  CloudDownload,
  FileClock,
  KeyRound,
  LogOut,
  MonitorSmartphone,
  Palette,
  UserRound,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { Places } from "@/kit/Places";
import { useLeave } from "./useLeave";

interface Props {
  title?: string;
  intro?: string;
  /** A list needs the room that a form leaves. */
  wide?: boolean;
  children?: ReactNode;
}

/** The settings: their list, and the open page. */
export function SettingsFrame({ title, intro, wide = false, children }: Props) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const back = () => void navigate({ href: "/settings" });
  const stage = title ? (
    <>
      <PageHeader title={title} note={intro} back={back} />
      <Body narrow={!wide}>{children}</Body>
    </>
  ) : null;
  return (
    <Panes
      list={<SettingsList />}
      stage={stage}
      depth={title ? "stage" : "list"}
      back={back}
      labels={{ list: t("settings.title"), stage: title ?? t("settings.title"), details: "" }}
    />
  );
}

function SettingsList() {
  const { t } = useTranslation("accounts");
  const { leave, leaving } = useLeave();
  return (
    <Places
      title={t("settings.title")}
      places={[
        { to: "/settings/profile", label: t("settings.nav.profile"), icon: <UserRound /> },
        { to: "/settings/presence", label: t("settings.nav.presence"), icon: <CircleDot /> },
        { to: "/settings/password", label: t("settings.nav.password"), icon: <KeyRound /> },
        { to: "/settings/devices", label: t("settings.nav.devices"), icon: <MonitorSmartphone /> },
        { to: "/settings/record", label: t("settings.nav.record"), icon: <BookUser /> },
        { to: "/settings/notifications", label: t("settings.nav.notifications"), icon: <BellRing /> },
        { to: "/settings/offline", label: t("settings.nav.offline"), icon: <CloudDownload /> },
        { to: "/settings/uploads", label: t("settings.nav.uploads"), icon: <FileClock /> },
        { to: "/settings/appearance", label: t("settings.nav.appearance"), icon: <Palette /> },
      ]}
      foot={
        <Button block icon={<LogOut size={16} aria-hidden />} loading={leaving} onClick={leave}>
          {t("settings.signOut")}
        </Button>
      }
    />
  );
}
