/** The calls of an upload. Bytes go by XMLHttpRequest: fetch does not tell how much of a body has left. */
import { api, take } from "@/app/api";
import { language } from "@/app/language";
import { Problem } from "@/app/problem";
import { sessionEnded } from "@/app/session-end";
import type { Completion, Upload } from "../calls";
import type { Item } from "./state";

export function announce(item: Item): Promise<Upload> {
  const { id, name, size, mime, realm, asFile } = item;
  return take(
    api.POST("/api/uploads", { body: { client_id: id, name, size, mime: mime.slice(0, 200), realm, as_file: asFile } }),
  );
}

export function look(uploadId: string): Promise<Upload> {
  return take(api.GET("/api/uploads/{upload_id}", { params: { path: { upload_id: uploadId } } }));
}

export function complete(uploadId: string, known: Completion): Promise<Upload> {
  const params = { path: { upload_id: uploadId } };
  return take(api.POST("/api/uploads/{upload_id}/completion", { params, body: known }));
}

export async function giveUp(uploadId: string): Promise<void> {
  await take(api.DELETE("/api/uploads/{upload_id}", { params: { path: { upload_id: uploadId } } }));
}

interface Sending {
  signal: AbortSignal;
  /** Bytes of this body that have left. */
  onSent?: (bytes: number) => void;
}

export function putPart(uploadId: string, number: number, part: Blob, sending: Sending): Promise<void> {
  return put(`/api/uploads/${uploadId}/parts/${number}`, part, sending);
}

export function putPreview(uploadId: string, picture: Blob, sending: Sending): Promise<void> {
  return put(`/api/uploads/${uploadId}/preview`, picture, sending);
}

function put(path: string, body: Blob, { signal, onSent }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept-Language", language());
    request.upload.onprogress = (event) => onSent?.(event.loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(refused(request)));
    request.onerror = () => reject(new Problem({ code: "offline", message: "" }));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function refused(request: XMLHttpRequest): Problem {
  if (request.status === 401) sessionEnded("expired");
  const told = words(request.responseText);
  return new Problem({
    code: told.code ?? `http_${request.status}`,
    message: told.message ?? "",
    status: request.status,
    params: told.params ?? {},
    retryAfter: Number(request.getResponseHeader("Retry-After")) || null,
    requestId: told.request_id ?? null,
  });
}

function words(text: string): {
  code?: string;
  message?: string;
  params?: Record<string, unknown>;
  request_id?: string;
} {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy between may answer with a page of its own.
    return {};
  }
}
