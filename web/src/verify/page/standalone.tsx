/** The page as a file of its own: opened from the disk it asks nobody for anything. */
import { StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { startAppearance } from "@/app/appearance";
import { followLanguage, keepLanguage, language } from "@/app/language";
import { VerifyPage } from "./VerifyPage";
import "@/app/global.css";

function Page() {
  const spoken = useSyncExternalStore(followLanguage, language);
  return <VerifyPage language={spoken} choose={keepLanguage} />;
}

keepLanguage(language());
startAppearance();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
