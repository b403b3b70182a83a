import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, take } from "./api";
import { useMe } from "./me";

/** A member of the organisation one can write to: somebody with an account. */
export interface Colleague {
  id: string;
  name: string;
  post: string | null;
  avatar: string | null;
  memberId: string;
  /** Of one's own department, where nothing was looked for. */
  near: boolean;
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

interface Wanted {
  q?: string;
  department_id?: string;
}

export function findColleagues(organisationId: string, q: string, limit = 50): Promise<Colleague[]> {
  return read(organisationId, q ? { q } : {}, limit);
}

async function read(organisationId: string, wanted: Wanted, limit: number): Promise<Colleague[]> {
  const query = { status: "active" as const, limit, ...wanted };
  const params = { path: { organisation_id: organisationId }, query };
  const { items } = await take(api.GET("/api/organisations/{organisation_id}/members", { params }));
  return items.flatMap((row) => {
    if (row.person_id === null) return [];
    const place = row.posts[0];
    const post = [place?.department, place?.post].filter(Boolean).join(" ") || null;
    return [{ id: row.person_id, name: row.name, post, avatar: row.avatar, memberId: row.id, near: false }];
  });
}

/** Where nothing is looked for: those of one's own department, then the others. */
async function findNear(organisationId: string, memberId: string): Promise<Colleague[]> {
  const path = { organisation_id: organisationId, member_id: memberId };
  const card = await take(api.GET("/api/organisations/{organisation_id}/members/{member_id}", { params: { path } }));
  const department_id = card.posts.find((one) => one.department_id !== null)?.department_id;
  const [near, others] = await Promise.all([
    department_id ? read(organisationId, { department_id }, 50) : [],
    read(organisationId, {}, 50),
  ]);
  const here = new Set(near.map((one) => one.id));
  return [...near.map((one) => ({ ...one, near: true })), ...others.filter((one) => !here.has(one.id))];
}

/** By name, pinyin, initials, post or phone: as the directory searches. */
export function useColleagues(organisationId: string, typed: string) {
  const q = useSettled(typed.trim());
  const member = useMe().memberships.find((one) => one.organisation.id === organisationId)?.member_id;
  return useQuery({
    enabled: organisationId !== "",
    queryKey: ["organisation", organisationId, "directory", "colleagues", q],
    queryFn: () => (q === "" && member ? findNear(organisationId, member) : findColleagues(organisationId, q)),
    placeholderData: keepPreviousData,
  });
}
