import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import { useEndSession, useSessions } from "../queries";
import { DeviceRow } from "../settings/DeviceRow";
import { SettingsFrame } from "../settings/SettingsFrame";

/** Where this account is signed in; one device or all others are signed out from here. */
export default function DeviceSettings() {
  const { t } = useTranslation("accounts");
  const sessions = useSessions();
  const list = sessions.data ?? [];
  return (
    <SettingsFrame title={t("settings.nav.devices")} intro={t("devices.intro")}>
      <Sheet flush>
        {sessions.isPending ? <Skeleton rows={3} /> : null}
        {sessions.error ? <ErrorState problem={sessions.error} retry={() => void sessions.refetch()} /> : null}
        <List style={{ margin: 0, padding: 0, listStyle: "none" }}>
          {list.map((session) => (
            <DeviceRow key={session.id} session={session} />
          ))}
        </List>
      </Sheet>
      <EndOthers count={list.filter((session) => !session.current).length} />
    </SettingsFrame>
  );
}

function EndOthers({ count }: { count: number }) {
  const { t } = useTranslation("accounts");
  const ending = useEndSession();
  if (count === 0) return null;
  return (
    <ConfirmButton
      title={t("devices.endOthersTitle", { count })}
      consequence={t("devices.endOthersText")}
      confirm={t("devices.end")}
      act={() => ending.mutateAsync(null).then(() => toast(t("devices.ended")))}
    >
      {t("devices.endOthers")}
    </ConfirmButton>
  );
}
