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
import { startDrafts } from "./model/drafts";
import { forgetKept, keepFor } from "./model/keep";
import { forgetReading, startReading } from "./model/reading";
import { startSending } from "./model/sending";
import { emptyChat } from "./model/state";
import { startRinging } from "./notify/ringing";

export { keptAmount } from "./kept/keeper";
export { rescueOutbox } from "./kept/outbox";
export { loadFirst, receive, reload, setTransport, titleOf, useChat } from "./model/chat";
export { openDirect } from "./model/conversations";
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
  keepFor(me);
  startDrafts();
  startSending();
  startReading();
  startDraftSync();
  startKeeping();
  startOutbox();
  startMentions();
  startSeats();
  void import("./model/filing").then(({ startFiling }) => startFiling());
  startRinging();
  void startVault(me).then((mine) => mine && showKeptList(mine));
  onSignOut(() => {
    forgetKept();
    forgetReading();
    forgetDraftSync();
    chat.set(emptyChat());
  });
}
