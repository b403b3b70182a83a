import { useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { install, isInstalled, offer } from "@/app/install";
import { useMe } from "@/app/me";
import { useStore } from "@/app/store";
import { KEEP_DAYS, type KeepDays } from "@/app/vault/policy";
import { keepDays, setKeepDays, startVault, vault, wipeVault } from "@/app/vault/vault";
import { Sheet } from "@/kit/Sheet";
import { toast } from "@/kit/toast";
import { keptAmount } from "@/rooms/messaging/door";
import { SettingRow } from "../settings/SettingRow";
import { SettingsFrame } from "../settings/SettingsFrame";

const KEY = ["device", "kept"];
const MEGABYTE = 1_000_000;

/** What this device keeps for when there is no line, and the product as an application of its own. */
export default function OfflineSettings() {
  const { t } = useTranslation("accounts");
  return (
    <SettingsFrame title={t("settings.nav.offline")} intro={t("offline.intro")}>
      <Keeping />
      <Installing />
    </SettingsFrame>
  );
}

function Keeping() {
  const { t } = useTranslation("accounts");
  const me = useMe();
  const client = useQueryClient();
  const [days, setDays] = useState<KeepDays>(keepDays);
  const again = () => client.invalidateQueries({ queryKey: KEY });
  const choose = (next: KeepDays) => {
    setDays(next);
    void setKeepDays(next, me.id).then(again);
  };
  const clear = async () => {
    await wipeVault();
    await startVault(me.id);
    await again();
    toast(t("offline.cleared"));
  };
  return (
    <Sheet title={t("offline.keep")} hint={t("offline.keepHint")}>
      <SettingRow label={t("offline.long")}>
        <Segmented<KeepDays>
          aria-label={t("offline.long")}
          value={days}
          onChange={choose}
          options={KEEP_DAYS.map((value) => ({ value, label: t("offline.days", { count: value }) }))}
        />
      </SettingRow>
      <SettingRow label={t("offline.amount")} hint={<Amount />}>
        {days > 0 && <Button onClick={() => void clear()}>{t("offline.clear")}</Button>}
      </SettingRow>
    </Sheet>
  );
}

function Amount() {
  const { t, i18n } = useTranslation("accounts");
  const mine = useStore(vault, (one) => one);
  const found = useQuery({
    queryKey: [...KEY, mine?.person ?? null],
    queryFn: () => (mine ? keptAmount(mine) : null),
    refetchInterval: 3_000,
  }).data;
  if (!found) return t("offline.nothing");
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const shown = { conversations: number.format(found.conversations), facts: number.format(found.facts) };
  return t("offline.kept", { ...shown, size: number.format(Math.max(0.1, found.bytes / MEGABYTE)) });
}

function Installing() {
  const { t } = useTranslation("accounts");
  const offered = useStore(offer, (one) => one);
  const state = isInstalled() ? "installed" : offered ? "offered" : "byHand";
  return (
    <Sheet title={t("offline.install")}>
      <SettingRow label={t(`offline.${state}`)} hint={t(`offline.${state}Hint`)}>
        {state === "offered" && (
          <Button type="primary" onClick={() => void install()}>
            {t("offline.installAct")}
          </Button>
        )}
      </SettingRow>
    </Sheet>
  );
}
