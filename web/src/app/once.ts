/**
 * The id under which something is asked for: the same for the same asking until it is answered, so that what is tried
 * again after a broken line, or pressed twice, is done once.
 */
const asked = new Map<string, string>();

export async function once<Body extends object, Answer>(
  what: string,
  body: Body,
  ask: (body: Body & { client_id: string }) => Promise<Answer>,
): Promise<Answer> {
  const key = `${what} ${JSON.stringify(body)}`;
  const id = asked.get(key) ?? crypto.randomUUID();
  asked.set(key, id);
  const answer = await ask({ ...body, client_id: id });
  asked.delete(key);
  return answer;
}
