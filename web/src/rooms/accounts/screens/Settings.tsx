import { Navigate } from "@tanstack/react-router";
import { useIsPhone } from "@/app/appearance";
import { SettingsFrame } from "../settings/SettingsFrame";

/** On a phone the list of settings; beside it, where there is room, the first of them. */
export default function Settings() {
  const phone = useIsPhone();
  return phone ? <SettingsFrame /> : <Navigate to="/settings/profile" replace />;
}
