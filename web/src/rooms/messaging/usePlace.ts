/** Where in the chat one is, and how one moves; all of it stands in the address, so that it can be linked to. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

export type DetailsKind =
  | "effects"
  | "members"
  | "person"
  | "thread"
  | "search"
  | "files"
  | "announcements"
  | "requests"
  | "settings";

export interface PlaceSearch {
  details?: DetailsKind;
  /** The message whose effects, or whose thread, are shown. */
  seq?: number;
  /** The person whose card is shown. */
  person?: string;
  /** The message to jump to. */
  at?: number;
  /** Which list to begin with: a shortcut of the installed product leads there. */
  list?: "unread" | "mentions";
}

const kinds: readonly string[] = [
  "effects",
  "members",
  "person",
  "thread",
  "search",
  "files",
  "announcements",
  "requests",
  "settings",
];

/** Keeps of an address what makes sense; anything else is left out, never an error. */
export function placeSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const clean: PlaceSearch = {};
  if (kinds.includes(String(raw.details))) clean.details = raw.details as DetailsKind;
  if (Number.isInteger(Number(raw.seq)) && Number(raw.seq) > 0) clean.seq = Number(raw.seq);
  if (Number.isInteger(Number(raw.at)) && Number(raw.at) > 0) clean.at = Number(raw.at);
  if (raw.list === "unread" || raw.list === "mentions") clean.list = raw.list;
  if (typeof raw.person === "string") clean.person = raw.person;
  return { ...clean };
}

export function usePlace() {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as PlaceSearch;
  const moves = useMemo(() => {
    const here = (change: PlaceSearch, replace = false) => void navigate({ to: ".", search: change as never, replace });
    return {
      open: (id: string, at?: number) => void navigate({ to: `/messages/${id}`, search: (at ? { at } : {}) as never }),
      close: () => void navigate({ to: "/messages", search: {} as never }),
      /** As `close`, from where there is nothing to come back to. */
      leave: () => void navigate({ to: "/messages", search: {} as never, replace: true }),
      showEffects: (seq: number) => here({ details: "effects", seq }),
      showThread: (seq: number) => here({ details: "thread", seq }),
      showMembers: () => here({ details: "members" }),
      showPerson: (person: string) => here({ details: "person", person }),
      showAnnouncements: () => here({ details: "announcements" }),
      showRequests: () => here({ details: "requests" }),
      showSettings: () => here({ details: "settings" }),
      showSearch: () => here({ details: "search" }),
      /** What was sent in the conversation: the same search, begun at the files. */
      showFiles: () => here({ details: "files" }),
      /** To a message found, with what else was found still beside it. */
      showFound: (at: number) =>
        void navigate({ to: ".", search: (({ details }: PlaceSearch) => ({ details, at })) as never }),
      closeDetails: () => here({}, true),
      /** The message the address named is on the screen; the next jump to it must be one. */
      arrived: () =>
        void navigate({
          to: ".",
          search: (({ at: _, ...rest }: PlaceSearch) => rest) as never,
          replace: true,
        }),
    };
  }, [navigate]);
  return { ...search, ...moves };
}
