import Tag from "antd/es/tag";
import { Laptop, type LucideIcon, Smartphone, Tablet, Terminal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { toast } from "@/kit/toast";
import { When } from "@/kit/When";
import type { DeviceSession } from "../calls";
import { useEndSession } from "../queries";
import css from "./DeviceRow.module.css";

const ICONS: Record<string, LucideIcon> = { desktop: Laptop, mobile: Smartphone, tablet: Tablet, program: Terminal };

/** One device: what it is, when and from where it was used, and the way to sign it out. */
export function DeviceRow({ session }: { session: DeviceSession }) {
  const { t } = useTranslation("accounts");
  const ending = useEndSession();
  const name = session.device || t("devices.unknown");
  const Icon = ICONS[session.kind] ?? Laptop;
  return (
    <li className={css.row}>
      <Icon size={22} strokeWidth={1.6} aria-hidden className={css.icon} />
      <div className={css.words}>
        <div>
          {name} {session.current ? <Tag color="processing">{t("devices.this")}</Tag> : null}
        </div>
        <div className={css.facts}>
          {session.current ? t("devices.now") : t("devices.lastSeen")}{" "}
          {session.current ? null : <When at={session.seen_at} />}
          {" · "}
          {t("devices.signedIn")} <When at={session.created_at} />
          {session.address ? ` · ${session.address}` : null}
        </div>
      </div>
      {session.current ? null : (
        <ConfirmButton
          danger={false}
          aria-label={t("devices.endOne", { device: name })}
          title={t("devices.endTitle", { device: name })}
          consequence={t("devices.endText")}
          confirm={t("devices.end")}
          act={() => ending.mutateAsync(session.id).then(() => toast(t("devices.ended")))}
        >
          {t("devices.end")}
        </ConfirmButton>
      )}
    </li>
  );
}
