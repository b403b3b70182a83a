import { useTranslation } from "react-i18next";
import { SettingsFrame } from "@/rooms/accounts/door";
import { Effects } from "../record/Effects";
import { Kept } from "../record/Kept";
import { Looks } from "../record/Looks";
import { Prove } from "../record/Prove";
import { TakeOut } from "../record/TakeOut";

/** What is recorded about one: who looked, what is kept where and how long, what one did; and all of it to take along. */
export default function RecordSettings() {
  const { t } = useTranslation("privacy");
  return (
    <SettingsFrame title={t("title")} intro={t("intro")}>
      <Looks />
      <Kept />
      <Effects />
      <Prove />
      <TakeOut />
    </SettingsFrame>
  );
}
