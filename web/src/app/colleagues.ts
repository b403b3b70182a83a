import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, take } from "./api";

/** A member of the organisation one can write to: somebody with an account. */
export interface Colleague {
  id: string;
  name: string;
  post: string | null;
  avatar: string | null;
  memberId: string;
}

const PAUSE = 150;

/** The value once it has not changed for a moment: what is typed is looked up when one pauses. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export async function findColleagues(organisationId: string, q: string, limit = 50): Promise<Colleague[]> {
  const query = { status: "active" as const, limit, ...(q && { q }) };
  const params = { path: { organisation_id: organisationId }, query };
  const { items } = await take(api.GET("/api/organisations/{organisation_id}/members", { params }));
  return items.flatMap((row) => {
    if (row.person_id === null) return [];
    const place = row.posts[0];
    const post = [place?.department, place?.post].filter(Boolean).join(" ") || null;
    return [{ id: row.person_id, name: row.name, post, avatar: row.avatar, memberId: row.id }];
  });
}

/** By name, pinyin, initials, post or phone: as the directory searches. */
export function useColleagues(organisationId: string, typed: string) {
  const q = useSettled(typed.trim());
  return useQuery({
    enabled: organisationId !== "",
    queryKey: ["organisation", organisationId, "directory", "colleagues", q],
    queryFn: () => findColleagues(organisationId, q),
    placeholderData: keepPreviousData,
  });
}
