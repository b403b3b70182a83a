/** AES-GCM over JSON, or over bytes as they are. A record opens only under its own name, in its own generation of the vault. */

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A key that this browser uses and shows to nobody, not even to this page. */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function bound(place: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(place) as Uint8Array<ArrayBuffer>;
}

export async function sealBytes(key: CryptoKey, place: string, bytes: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(place) }, key, bytes);
  return { iv, data };
}

export function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  return sealBytes(key, place, new TextEncoder().encode(JSON.stringify(value)));
}

/** Throws what WebCrypto throws when the record was moved, changed, or sealed under another key. */
export function unsealBytes(key: CryptoKey, place: string, sealed: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: bound(place) }, key, sealed.data);
}

export async function unseal<T>(key: CryptoKey, place: string, sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, place, sealed))) as T;
}
