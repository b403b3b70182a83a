import { language } from "@/app/language";
import { Problem } from "@/app/problem";

/** Fetches a file and hands it to the browser to keep; a refusal comes as a `Problem` instead of a page of JSON. */
export async function download(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { credentials: "same-origin", headers: { "Accept-Language": language() } });
  if (!answer.ok) {
    const body = (await answer.json().catch(() => ({}))) as { code?: string; message?: string };
    throw new Problem({ code: body.code ?? "", message: body.message ?? "", status: answer.status });
  }
  const given = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
  keep(await answer.blob(), given ? decodeURIComponent(given) : name);
}

/** Hands a file made here to the browser to keep. */
export function keep(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
