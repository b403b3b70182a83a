import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import ConfigProvider from "antd/es/config-provider";
import { StrictMode, Suspense, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { Copying } from "@/kit/copy";
import { antTheme } from "@/kit/theme";
import { Toasts } from "@/kit/toast";
import { useAntLocale } from "./antLocale";
import { useAppearance } from "./appearance";
import { Splash } from "./fallbacks";
import { startInstall } from "./install";
import { startLeaving } from "./leaving";
import { queries } from "./me";
import { startBanners } from "./notify/banners";
import { startBell } from "./notify/bell";
import { watchReach } from "./reach";
import { router, startBack } from "./router";
import { startSessionEnd } from "./sign-out";
import { startWorker } from "./worker";

function Root() {
  const { mode, density, phone, still } = useAppearance();
  const theme = useMemo(() => antTheme(mode, density, phone, still), [mode, density, phone, still]);
  const locale = useAntLocale();
  return (
    <ConfigProvider theme={theme} button={{ autoInsertSpace: false }} locale={locale}>
      <QueryClientProvider client={queries}>
        <Suspense fallback={<Splash />}>
          <RouterProvider router={router} />
        </Suspense>
        <Copying />
        <Toasts />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

export function render(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html lacks #root");
  startSessionEnd();
  watchReach();
  startLeaving();
  startBack();
  startWorker();
  startInstall();
  startBell();
  startBanners((url) => void router.navigate({ href: url }));
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}
