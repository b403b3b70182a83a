/** Messages chosen in one conversation, to be forwarded together. */
import { store } from "@/app/store";

interface Choosing {
  id: string;
  seqs: ReadonlySet<number>;
}

export const choosing = store<Choosing | null>(null);

/** As many as the server forwards at once. */
export const MOST_CHOSEN = 100;

export function choose(id: string, seq: number): void {
  choosing.set((was) => {
    const seqs = new Set(was?.id === id ? was.seqs : []);
    if (!seqs.delete(seq) && seqs.size < MOST_CHOSEN) seqs.add(seq);
    return { id, seqs };
  });
}

export function stopChoosing(): void {
  choosing.set(null);
}
