import { language } from "@/app/language";
import { Problem } from "@/app/problem";

interface Fetched {
  file: Blob;
  name: string;
}

/** Fetches a file and what it is to be called; a refusal comes as a `Problem` instead of a page of JSON. */
export async function fetched(path: string, name: string, body?: Blob): Promise<Fetched> {
  const answer = await fetch(path, {
    credentials: "same-origin",
    headers: { "Accept-Language": language() },
    ...(body && { method: "POST", body }),
  });
  if (!answer.ok) {
    const said = (await answer.json().catch(() => ({}))) as { code?: string; message?: string };
    throw new Problem({ code: said.code ?? "", message: said.message ?? "", status: answer.status });
  }
  const given = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
  return { file: await answer.blob(), name: given ? decodeURIComponent(given) : name };
}

/** Fetches a file and hands it to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  const got = await fetched(path, name);
  keep(got.file, got.name);
}

/** Hands a file made here to the browser to keep. */
export function keep(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
