import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { BookUser, Folder, type LucideIcon, MessageSquare, Search, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { openDirect, ordered, titleOf, useChat } from "@/rooms/messaging/door";
import { type Hit, type Part, type Section, search, whole } from "@/rooms/search/door";
import { useSettled } from "./colleagues";
import { useMe } from "./me";

export interface Found {
  key: string;
  kind: "conversation" | "person" | "department" | "contact" | "message" | "file" | "place" | "all";
  title: string;
  note: string | null;
  /** What matched of a text, below the title. */
  text?: Part[];
  count?: number;
  more?: boolean;
  faceId: string;
  person: boolean;
  avatar: string | null;
  icon?: LucideIcon;
  /** Where it leads, with the search part of the address; a person's conversation is made when it is first opened. */
  to: () => Promise<{ to: string; search?: Record<string, unknown> }>;
}

const EACH = 6;
const FRESH = 10_000;

/** What the words typed lead to: conversations known here at once, then what the server finds, then places. */
export function useFound(typed: string): Found[] {
  const { t } = useTranslation("app");
  const q = useSettled(typed.trim());
  const low = typed.trim().toLowerCase();
  const conversations = useConversations(low);
  const found = useServer(low === "" ? "" : q);
  const places = usePlaces().filter((one) => low !== "" && one.title.toLowerCase().includes(low));
  if (low === "") return conversations;
  // A person one already talks with stands among the conversations, and so does a group this device knows.
  const known = new Set(conversations.map((one) => one.faceId));
  const rest = found.filter((one) => (one.kind !== "person" && one.kind !== "conversation") || !known.has(one.faceId));
  const first = rest.filter((one) => one.kind === "conversation");
  const all = bare(t("palette.all", { q: typed.trim() }), "all", Search, "/search", { q: typed.trim() });
  return [...conversations, ...first, ...rest.filter((one) => one.kind !== "conversation"), ...places, all];
}

function useConversations(low: string): Found[] {
  const all = useChat((state) => state.conversations);
  return ordered(all)
    .filter((one) => titleOf(one).toLowerCase().includes(low))
    .slice(0, EACH)
    .map((one) => ({
      key: one.id,
      kind: "conversation",
      title: titleOf(one),
      note: one.peer?.post ?? null,
      faceId: one.peer?.id ?? one.id,
      person: one.peer !== null,
      avatar: one.peer?.avatar ?? null,
      to: () => Promise.resolve({ to: `/messages/${one.id}` }),
    }));
}

/** People, those outside, groups, messages and files, in one question. */
function useServer(q: string): Found[] {
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["search", "palette", q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    queryFn: ({ signal }) => search({ q }, signal),
  });
  if (q === "" || !data) return [];
  const of = (kind: string) => data.find((section: Section) => section.kind === kind)?.items ?? [];
  return [
    ...of("groups").map(asGroup),
    ...of("people")
      .filter((hit) => hit.id !== me.id)
      .map(asPerson),
    ...of("departments").map(asDepartment),
    ...of("contacts").map(asContact),
    ...of("messages").map((hit) => asText(hit, "message", q)),
    ...of("files").map((hit) => asText(hit, "file", q)),
  ];
}

function asGroup(hit: Hit): Found {
  const to = () => Promise.resolve({ to: `/messages/${hit.id}` });
  return { ...faceOf(hit), key: hit.id, kind: "conversation", note: null, person: false, to };
}

function asPerson(hit: Hit): Found {
  const to = async () => ({ to: `/messages/${(await openDirect(hit.id)).id}` });
  return { ...faceOf(hit), key: `p-${hit.id}`, kind: "person", note: whole(hit.note) || null, person: true, to };
}

/** A department, in the directory of its organisation. */
function asDepartment(hit: Hit): Found {
  const to = () => Promise.resolve({ to: `/directory/${hit.home}/${hit.id}` });
  const note = whole(hit.note) || null;
  return { ...faceOf(hit), key: `d-${hit.id}`, kind: "department", note, person: false, icon: Folder, to };
}

/** Somebody outside: their card, in the directory of the organisation that keeps it. */
function asContact(hit: Hit): Found {
  const to = () => Promise.resolve({ to: `/directory/${hit.home}/external`, search: { contact: hit.id } });
  return { ...faceOf(hit), key: `c-${hit.id}`, kind: "contact", note: whole(hit.note) || null, person: true, to };
}

function asText(hit: Hit, kind: "message" | "file", q: string): Found {
  const several = (hit.count ?? 1) > 1;
  const to = several
    ? { to: "/search", search: { q, kind: `${kind}s`, in: hit.id } }
    : { to: `/messages/${hit.id}`, search: { at: hit.seq } };
  return {
    ...faceOf(hit),
    key: `${kind}-${hit.id}`,
    kind,
    note: null,
    text:
      hit.who_name && hit.form !== "direct" ? [{ text: `${hit.who_name}: ` }, ...(hit.text ?? [])] : (hit.text ?? []),
    ...(several && { count: hit.count ?? 1, more: hit.more ?? false }),
    person: hit.form === "direct",
    to: () => Promise.resolve(to),
  };
}

function faceOf(hit: Hit): Pick<Found, "title" | "faceId" | "avatar"> {
  return { title: whole(hit.title), faceId: hit.face_id ?? hit.id, avatar: hit.avatar ?? null };
}

function bare(
  title: string,
  kind: "place" | "all",
  icon: LucideIcon,
  to: string,
  search: Record<string, unknown> = {},
): Found {
  const where = () => Promise.resolve({ to, search });
  return { key: to, kind, title, note: null, faceId: to, person: false, avatar: null, icon, to: where };
}

function usePlaces(): Found[] {
  const { t } = useTranslation("app");
  return [
    bare(t("nav.messages"), "place", MessageSquare, "/messages"),
    bare(t("nav.directory"), "place", BookUser, "/directory"),
    bare(t("nav.settings"), "place", Settings, "/settings/profile"),
  ];
}
