import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Reads again what is under a key when something has moved, and when it is looked at anew. */
export function useReadAgain(queryKey: QueryKey, moved: unknown): void {
  const client = useQueryClient();
  const key = JSON.stringify(queryKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` is what asks for a new read
  useEffect(() => {
    void client.invalidateQueries({ queryKey: JSON.parse(key) as QueryKey });
  }, [client, key, moved]);
}
