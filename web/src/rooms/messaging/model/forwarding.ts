/** What is about to be forwarded; the dialog that asks where to is open while there is something. */
import { store } from "@/app/store";

export interface Forwarding {
  source: string;
  seqs: number[];
}

export const forwarding = store<Forwarding | null>(null);
