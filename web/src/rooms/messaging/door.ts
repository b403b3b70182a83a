/** What the shell and other rooms may use of the messaging room. */
import { onSignOut } from "@/app/forget";
import { loadWords } from "@/app/i18n";
import { startVault } from "@/app/vault/vault";
import { part } from "@/kit/part";
import { startSeats } from "./details/seats";
import { startKeeping } from "./kept/keeper";
import { showKeptList } from "./kept/opening";
import { startOutbox } from "./kept/outbox";
import { startMentions } from "./list/mentions";
import { chat, dispatch } from "./model/chat";
import { forgetDraftSync, startDraftSync } from "./model/draftSync";
import { startListing } from "./model/listing";
import { forgetReading, startReading } from "./model/reading";
import { startSending } from "./model/sending";
import { emptyChat } from "./model/state";
import { startRinging } from "./notify/ringing";

export { keptAmount } from "./kept/keeper";
export { reload, setTransport, titleOf, useChat } from "./model/chat";
export { openDirect } from "./model/conversations";
export { loadFirst } from "./model/listing";
export { receive } from "./model/receiving";
export { ordered } from "./model/state";
export { useUnread } from "./notify/useUnread";

/** The room's rules, as a sheet for an organisation's administration: `<MessagingRules organisationId={org} />`. */
export const MessagingRules = part(
  async () => {
    const [sheet] = await Promise.all([import("./rules/RulesSheet"), loadWords(["messaging"])]);
    return sheet;
  },
  { cold: true },
);

let started = false;

/** Once the person is known: whose facts are one's own. A page serves one person: whoever signs out leaves it. */
export function startChat(me: string): void {
  dispatch({ t: "signed_in", me });
  if (started) return;
  started = true;
  startSending();
  startListing();
  startReading();
  startKeeping();
  startOutbox();
  startMentions();
  startSeats();
  void import("./model/filing").then(({ startFiling }) => startFiling());
  startRinging();
  const kept = startVault(me);
  void kept.then((mine) => mine && showKeptList(mine));
  void kept.then(startDraftSync);
  onSignOut(() => {
    forgetReading();
    forgetDraftSync();
    chat.set(emptyChat());
  });
}
