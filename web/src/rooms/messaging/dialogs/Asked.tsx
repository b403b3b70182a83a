import { useStore } from "@/app/store";
import { part } from "@/kit/part";
import { forwarding } from "../model/forwarding";
import { announcing } from "../model/governing";

const NewAnnouncement = part(() => import("./NewAnnouncement"), { floating: true, cold: true });
const Forward = part(() => import("./Forward"), { floating: true });

/** Dialogs that messages and panes ask for: they stand whichever pane a phone shows. */
export function Asked() {
  const forward = useStore(forwarding, (one) => one);
  const announce = useStore(announcing, (one) => one);
  return (
    <>
      {forward && (
        <Forward source={forward.source} seqs={forward.seqs} together={false} close={() => forwarding.set(null)} />
      )}
      {announce && <NewAnnouncement id={announce.id} text={announce.text} close={() => announcing.set(null)} />}
    </>
  );
}
