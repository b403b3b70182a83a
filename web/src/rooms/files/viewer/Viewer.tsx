import { loadWords } from "@/app/i18n";
import { useStore } from "@/app/store";
import { part } from "@/kit/part";
import { closeViewer, viewer } from "./state";

const Stage = part(
  async () => {
    const [stage] = await Promise.all([import("./Stage"), loadWords(["files"])]);
    return stage;
  },
  { floating: true },
);

/** Mounted once; shows what `openViewer` names, over everything. */
export function Viewer() {
  const looking = useStore(viewer, (now) => now);
  return looking && <Stage looking={looking} close={closeViewer} />;
}
