import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { BookUser, type LucideIcon, MessageSquare, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { openDirect, ordered, titleOf, useChat } from "@/rooms/messaging/door";
import { findColleagues, useSettled } from "./colleagues";
import { useMe } from "./me";

export interface Found {
  key: string;
  kind: "conversation" | "person" | "place";
  title: string;
  note: string | null;
  faceId: string;
  person: boolean;
  avatar: string | null;
  icon?: LucideIcon;
  /** Where it leads; a person's conversation is made when it is first opened. */
  to: () => Promise<string>;
}

const EACH = 6;

/** What the words typed lead to: conversations known here, people of one's organisations, places. */
export function useFound(typed: string): Found[] {
  const q = useSettled(typed.trim());
  const low = typed.trim().toLowerCase();
  const conversations = useConversations(low);
  const people = usePeople(q);
  const places = usePlaces().filter((one) => low !== "" && one.title.toLowerCase().includes(low));
  // A person one already talks with stands among the conversations.
  const talking = new Set(conversations.map((one) => one.faceId));
  const others = low === "" ? [] : people.filter((one) => !talking.has(one.faceId));
  return [...conversations, ...others, ...places];
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
      to: () => Promise.resolve(`/messages/${one.id}`),
    }));
}

function usePeople(q: string): Found[] {
  const me = useMe();
  const ids = me.memberships.map((one) => one.organisation.id);
  const { data } = useQuery({
    queryKey: ["palette", ids, q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    queryFn: async () => (await Promise.all(ids.map((id) => findColleagues(id, q, EACH)))).flat(),
  });
  const seen = new Set<string>([me.id]);
  return (data ?? []).flatMap((one): Found[] => {
    if (seen.has(one.id)) return [];
    seen.add(one.id);
    const to = async () => `/messages/${(await openDirect(one.id)).id}`;
    return [
      {
        key: `p-${one.id}`,
        kind: "person",
        title: one.name,
        note: one.post,
        faceId: one.id,
        person: true,
        avatar: one.avatar,
        to,
      },
    ];
  });
}

function usePlaces(): Found[] {
  const { t } = useTranslation("app");
  const place = (title: string, address: string, icon: LucideIcon): Found => ({
    key: address,
    kind: "place",
    title,
    note: null,
    faceId: address,
    person: false,
    avatar: null,
    icon,
    to: () => Promise.resolve(address),
  });
  return [
    place(t("nav.messages"), "/messages", MessageSquare),
    place(t("nav.directory"), "/directory", BookUser),
    place(t("nav.settings"), "/settings/profile", Settings),
  ];
}
