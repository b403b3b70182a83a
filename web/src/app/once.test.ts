import { expect, test } from "vitest";
import { once } from "./once";

test("an asking keeps its id until it is answered", async () => {
  const ids: string[] = [];
  let broken = true;
  const ask = (body: { name: string; client_id: string }) => {
    ids.push(body.client_id);
    return broken ? Promise.reject(new Error("the line broke")) : Promise.resolve(body.name);
  };
  await expect(once("group", { name: "备课" }, ask)).rejects.toThrow();
  broken = false;
  expect(await once("group", { name: "备课" }, ask)).toBe("备课");
  expect(ids[1]).toBe(ids[0]);
  await once("group", { name: "备课" }, ask);
  await once("organisation", { name: "备课" }, ask);
  expect(new Set(ids).size).toBe(3);
});
