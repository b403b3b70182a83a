import i18next from "i18next";
import { lazy, Suspense } from "react";
import { useStore } from "@/app/store";
import { viewer } from "./state";

const Stage = lazy(async () => {
  const [stage] = await Promise.all([import("./Stage"), i18next.loadNamespaces("files")]);
  return stage;
});

/** Mounted once; shows what `openViewer` names, over everything. */
export function Viewer() {
  const looking = useStore(viewer, (now) => now);
  return <Suspense>{looking && <Stage looking={looking} />}</Suspense>;
}
