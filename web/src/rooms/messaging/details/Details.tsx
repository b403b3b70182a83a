import { part } from "@/kit/part";
import { Skeleton } from "@/kit/states";
import type { Conversation } from "../calls";
import { usePlace } from "../usePlace";

const waiting = <Skeleton rows={5} />;
const EffectPane = part(() => import("./EffectPane"), { waiting });
const MembersPane = part(() => import("./MembersPane"), { waiting });
const ThreadPane = part(() => import("./ThreadPane"), { waiting });
const AnnouncementsPane = part(() => import("./AnnouncementsPane"), { waiting, cold: true });
const RequestsPane = part(() => import("./RequestsPane"), { waiting, cold: true });
const SettingsPane = part(() => import("./SettingsPane"), { waiting, cold: true });
const PersonPane = part(() => import("./PersonPane"), { waiting });
const SearchPane = part(() => import("./SearchPane"), { waiting });

/** The pane beside the conversation: the effects of a message, its thread, the members, a person. */
export function Details({ conversation }: { conversation: Conversation }) {
  const { details, seq, person } = usePlace();
  return (
    <>
      {details === "effects" && seq !== undefined && <EffectPane id={conversation.id} seq={seq} />}
      {details === "thread" && seq !== undefined && <ThreadPane conversation={conversation} seq={seq} />}
      {details === "search" && <SearchPane key={conversation.id} id={conversation.id} />}
      {details === "files" && <SearchPane key={conversation.id} id={conversation.id} files />}
      {details === "members" && <MembersPane conversation={conversation} />}
      {details === "announcements" && <AnnouncementsPane conversation={conversation} />}
      {details === "requests" && <RequestsPane conversation={conversation} />}
      {details === "settings" && <SettingsPane conversation={conversation} />}
      {details === "person" && person !== undefined && <PersonPane conversation={conversation} person={person} />}
    </>
  );
}
