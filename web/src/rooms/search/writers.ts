import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSettled } from "@/app/colleagues";
import { search, whole } from "./calls";

/** Colleagues by name, pinyin or initials, to choose whose messages are meant. */
export function useWriters(typed: string) {
  const q = useSettled(typed.trim());
  return useQuery({
    queryKey: ["search", "writers", q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const [people] = await search({ q, kind: "people", limit: 10 }, signal);
      return (people?.items ?? []).map((hit) => ({ id: hit.id, name: whole(hit.title), note: whole(hit.note) }));
    },
  });
}
