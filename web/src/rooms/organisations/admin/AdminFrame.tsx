import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import {
  Archive,
  Building2,
  Eye,
  FileSpreadsheet,
  KeyRound,
  ListTree,
  LogIn,
  MessagesSquare,
  ScrollText,
  ShieldQuestion,
  Sticker,
  UsersRound,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { Places } from "@/kit/Places";
import { EmptyState } from "@/kit/states";
import { AdminSwitcher } from "./AdminSwitcher";
import { type AdminPage, pagesOf } from "./places";
import { useAdmin } from "./useAdmin";
import { useWaiting } from "./useWaiting";

const ICONS: Record<AdminPage, ReactNode> = {
  members: <UsersRound />,
  departments: <ListTree />,
  roster: <FileSpreadsheet />,
  join: <LogIn />,
  groups: <MessagesSquare />,
  archive: <Archive />,
  stickers: <Sticker />,
  roles: <KeyRound />,
  audit: <ScrollText />,
  witnesses: <Eye />,
  organisation: <Building2 />,
};

interface Props {
  page?: AdminPage;
  /** Acts of the page. */
  actions?: ReactNode;
  /** A pane beside the page. */
  details?: ReactNode;
  closeDetails?: () => void;
  /** The page fills its pane itself instead of scrolling as a whole. */
  full?: boolean;
  children?: ReactNode;
}

/** The administration of one organisation: its pages as far as one's powers go, and the open one. */
export function AdminFrame({ page, actions, details, closeDetails, full, children }: Props) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const { org, membership } = useAdmin();
  const pages = pagesOf(membership);
  const home = () => void navigate({ href: `/admin/${org}` });
  const title = page ? t(`admin.nav.${page}`) : t("admin.title");
  const stage = (
    <>
      <PageHeader title={title} note={membership?.organisation.name} back={home} actions={actions} />
      {membership === undefined ? (
        <NotHere />
      ) : page && !pages.includes(page) ? (
        <EmptyState icon={<ShieldQuestion />} title={t("admin.nothing")} hint={t("admin.nothingHint")} />
      ) : full ? (
        children
      ) : (
        <Body>{children}</Body>
      )}
    </>
  );
  return (
    <Panes
      list={<AdminList org={org} pages={pages} />}
      stage={stage}
      details={membership ? details : null}
      depth={details && membership ? "details" : page || !membership ? "stage" : "list"}
      back={details && closeDetails ? closeDetails : home}
      labels={{ list: t("admin.title"), stage: title, details: title }}
    />
  );
}

/** Removed or suspended while the page was open, or by an address that was never one's own. */
function NotHere() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<ShieldQuestion />}
      title={t("admin.notHere")}
      hint={t("admin.notHereHint")}
      action={<Button onClick={() => void navigate({ href: "/directory" })}>{t("join.toDirectory")}</Button>}
    />
  );
}

function AdminList({ org, pages }: { org: string; pages: AdminPage[] }) {
  const { t } = useTranslation("organisations");
  const waiting = useWaiting(org);
  return (
    <Places
      title={t("admin.title")}
      top={<AdminSwitcher org={org} />}
      places={pages.map((page) => ({
        to: `/admin/${org}/${page}`,
        label: t(`admin.nav.${page}`),
        icon: ICONS[page],
        ...(page === "join" && { waiting }),
      }))}
    />
  );
}
