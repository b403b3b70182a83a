import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem, type Problem } from "@/app/problem";
import { addSticker, setsQuery } from "../queries";

/** As the server has it. */
const LABEL_LIMIT = 20;

/** A picture on its way into a set; under its `id` it is made once, however often it is tried. */
export interface Adding {
  id: string;
  file: File;
  state: "waiting" | "done" | "failed";
  problem?: Problem;
}

/** What a sticker says before somebody has said it: the name of its file. */
function labelOf(file: File, untitled: string): string {
  const name = file.name.replace(/\.[^.]*$/, "").replace(/[_\s]+/g, " ");
  return [...name.trim()].slice(0, LABEL_LIMIT).join("").trim() || untitled;
}

/** Adds pictures to a set one after the other, so that they stand in the order they were chosen in. */
export function useAdding(org: string, set: string, untitled: string) {
  const client = useQueryClient();
  const [all, setAll] = useState<Adding[]>([]);
  const queue = useRef<Adding[]>([]);
  const busy = useRef(false);
  const mark = (id: string, told: Partial<Adding>) =>
    setAll((before) => before.map((one) => (one.id === id ? { ...one, ...told } : one)));

  async function run() {
    if (busy.current) return;
    busy.current = true;
    for (let next = queue.current.shift(); next; next = queue.current.shift()) {
      const { id, file } = next;
      try {
        await addSticker(org, set, file, labelOf(file, untitled), id);
        mark(id, { state: "done" });
        void client.invalidateQueries(setsQuery(org));
      } catch (error) {
        mark(id, { state: "failed", problem: asProblem(error) });
      }
    }
    busy.current = false;
    setAll((before) => before.filter(({ state }) => state !== "done"));
  }

  function put(more: Adding[]) {
    queue.current.push(...more);
    void run();
  }

  return {
    all,
    add: (files: File[]) => {
      const more = files.map((file): Adding => ({ id: crypto.randomUUID(), file, state: "waiting" }));
      setAll((before) => [...before, ...more]);
      put(more);
    },
    retry: (one: Adding) => {
      mark(one.id, { state: "waiting" });
      put([one]);
    },
    dismiss: (one: Adding) => setAll((before) => before.filter(({ id }) => id !== one.id)),
  };
}
