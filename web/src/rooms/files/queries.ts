import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import type { Upload } from "./calls";
import { giveUp } from "./upload/wire";

const key = (person: string) => ["person", person, "uploads"];

/** What one uploaded and has not sent, on any device. */
export function useWaiting() {
  const me = useMe();
  return useQuery<Upload[], Problem>({
    queryKey: key(me.id),
    queryFn: () => take(api.GET("/api/uploads")),
    staleTime: 0,
  });
}

export function useGiveUp() {
  const client = useQueryClient();
  const me = useMe();
  return useMutation<unknown, Problem, string>({
    mutationFn: giveUp,
    onSettled: () => client.invalidateQueries({ queryKey: key(me.id) }),
  });
}
