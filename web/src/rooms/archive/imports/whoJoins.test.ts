import { expect, test } from "vitest";
import type { ImportPreview } from "../calls";
import { joiners } from "./whoJoins";

const at = "2024-05-01T01:00:00Z";
const channel = (key: string) => ({ key, name: `群${key}`, messages: 1, new: 1, first: at, last: at });
const author = (person_id: string, name: string, by: "phone" | "name") => ({
  name,
  messages: 1,
  match: { person_id, name, by },
});
const preview: ImportPreview = {
  channels: [channel("a"), channel("b")],
  authors: [author("1", "何川", "phone"), author("2", "张伟", "name"), { name: "生人", messages: 1, match: null }],
  joining: { a: { marks: ["1"], names: ["2"] }, b: { marks: [], names: ["1", "2"] } },
  refused: [],
  refusals: 0,
};
const said = (...given: Parameters<typeof joiners>) =>
  joiners(...given).map((one) => `${one.name}${one.byName ? "?" : ""} ${one.groups.join("+")}`);

test("nobody joins where nobody is to", () => expect(said(preview, ["a", "b"], "none")).toEqual([]));

test("a mark opens the conversations where it stands, and no others", () =>
  expect(said(preview, ["a", "b"], "marks")).toEqual(["何川 群a"]));

test("whom only a name names stands first, with what it opens", () =>
  expect(said(preview, ["a", "b"], "names")).toEqual(["张伟? 群a+群b", "何川? 群b", "何川 群a"]));

test("what is not chosen opens to nobody", () => expect(said(preview, ["b"], "marks")).toEqual([]));
