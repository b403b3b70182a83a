/** Files that prove something without the server, and the paper that is printed of them. */
import i18next from "i18next";
import { fetched, keep } from "./download";
import { toast, toastProblem } from "./toast";

export interface Proof {
  /** Where the file is given, and what it is called where the server does not say. */
  path: string;
  name: string;
}

/** The file, and with `print` the paper too: it names the file by its hash, so that the two are got together. */
export async function takeProof({ path, name }: Proof, print = false): Promise<void> {
  const got = await fetched(path, name);
  // What is refused of the paper takes nothing from the file.
  keep(got.file, got.name);
  if (print) keep(await printed(got.file), got.name.replace(/\.json$/, ".pdf"));
}

/** The paper of a file one has. */
export async function printProof(file: File): Promise<void> {
  keep(await printed(file), file.name.replace(/(\.json)?$/, ".pdf"));
}

async function printed(bundle: Blob): Promise<Blob> {
  return (await fetched("/api/evidence/certificate", "", bundle)).file;
}

/** Where there is no room for a link: the file is taken, and how one checks it is offered. */
export function takeProofAndTell(proof: Proof, print = false, said = i18next.t("app:proof.taken")): void {
  const undo = { label: i18next.t("app:proof.how"), act: () => void window.open("/verify", "_blank", "noopener") };
  takeProof(proof, print)
    .then(() => toast(said, { undo }))
    .catch(toastProblem);
}
