import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "@/app/colleagues";
import { ordered, titleOf, useChat } from "@/rooms/messaging/door";
import { search, whole } from "./calls";

const SHOWN = 12;

interface Found {
  value: string;
  label: string;
}

/** One's conversations, the one moved last first; typed, those whose title has it, and groups by pinyin or initials. */
export function usePlaces(typed: string, chosen: string | undefined): { places: Found[]; loading: boolean } {
  const { t } = useTranslation("search");
  const word = typed.trim().toLowerCase();
  const conversations = useChat((state) => state.conversations);
  const { data = [], isFetching } = useGroups(word);
  const places = useMemo(() => {
    const own = ordered(conversations).map((one) => ({ value: one.id, label: titleOf(one) }));
    if (!word) {
      const first = own.slice(0, SHOWN);
      const one = own.find((each) => each.value === chosen) ?? { value: chosen ?? "", label: t("filter.somewhere") };
      return !chosen || first.some((each) => each.value === chosen) ? first : [one, ...first];
    }
    const named = own.filter((one) => one.label.toLowerCase().includes(word));
    const others = data.filter((one) => !named.some((each) => each.value === one.value));
    return [...named, ...others].slice(0, SHOWN);
  }, [conversations, word, chosen, data, t]);
  return { places, loading: isFetching };
}

function useGroups(typed: string) {
  const q = useSettled(typed);
  return useQuery({
    queryKey: ["search", "places", q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Found[]> => {
      const [groups] = await search({ q, kind: "groups", limit: SHOWN }, signal);
      return (groups?.items ?? []).map((hit) => ({ value: hit.id, label: whole(hit.title) }));
    },
  });
}
