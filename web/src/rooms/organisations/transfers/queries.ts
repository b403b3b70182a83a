import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import { usePages } from "@/kit/usePages";
import type { NewTransfer, Transfer } from "../calls";
import { refresh } from "../queries";

export type Tab = "waiting" | "running" | "closed";

const PATH = "/api/organisations/{organisation_id}/transfers";
const ONE = "/api/organisations/{organisation_id}/transfers/{transfer_id}";
const ASKED = {
  waiting: { which: "waiting" as const },
  running: { running: true },
  closed: { running: false },
};

export function useTransfers(org: string, tab: Tab, enabled = true) {
  const me = useMe();
  // What waits for oneself is told to oneself; the other lists follow the organisation's.
  const key = tab === "waiting" ? ["person", me.id, "transfers", org] : ["organisation", org, "transfers", tab];
  return usePages<Transfer>(
    key,
    (after) => take(api.GET(PATH, { params: { path: { organisation_id: org }, query: { ...ASKED[tab], ...after } } })),
    { enabled, staleTime: 30_000 },
  );
}

function useAct<T>(org: string, act: (given: T) => Promise<unknown>) {
  const client = useQueryClient();
  const me = useMe();
  return useMutation<unknown, Problem, T>({
    mutationFn: act,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["person", me.id, "transfers"] });
      await refresh(client, org);
    },
  });
}

export function useOpenTransfer(org: string) {
  return useAct<NewTransfer>(org, (body) => take(api.POST(PATH, { params: { path: { organisation_id: org } }, body })));
}

export function useAnswerTransfer(org: string, transfer: string) {
  const params = { path: { organisation_id: org, transfer_id: transfer } };
  return useAct<{ accept: boolean; words?: string }>(org, (body) => take(api.POST(`${ONE}/answer`, { params, body })));
}

export function useWithdrawTransfer(org: string, transfer: string) {
  const params = { path: { organisation_id: org, transfer_id: transfer } };
  return useAct<void>(org, () => take(api.DELETE(ONE, { params })));
}
