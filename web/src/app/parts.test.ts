import { beforeEach, describe, expect, it, vi } from "vitest";
import { fetchPart } from "./parts";
import { asProblem } from "./problem";
import { reach, whenBack } from "./reach";

const lost = () => new TypeError("Failed to fetch dynamically imported module: http://127.0.0.1/assets/Settings.js");
const reload = vi.fn();

function server(answers: boolean): void {
  vi.stubGlobal("fetch", () => (answers ? Promise.resolve(new Response("{}")) : Promise.reject(new TypeError("no"))));
}

beforeEach(() => {
  sessionStorage.clear();
  reload.mockClear();
  reach.set(true);
  vi.spyOn(window.location, "reload").mockImplementation(reload);
});

describe("a part of the client", () => {
  it("is offline when the server does not answer, and never in the browser's words", async () => {
    server(false);
    const problem = await fetchPart(() => Promise.reject(lost())).catch(asProblem);
    expect(problem).toMatchObject({ code: "offline", offline: true });
    expect(String((problem as Error).message)).not.toContain("module");
    expect(reach.get()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it("is tried again at once when the line was lost for a moment only", async () => {
    server(true);
    const load = vi.fn().mockRejectedValueOnce(lost()).mockResolvedValue("here");
    await expect(fetchPart(load)).resolves.toBe("here");
    expect(reload).not.toHaveBeenCalled();
  });

  it("is fetched by one reload when the server has it no longer, not by two", async () => {
    server(true);
    void fetchPart(() => Promise.reject(lost()));
    await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1), 30_000);
    const problem = await fetchPart(() => Promise.reject(lost())).catch(asProblem);
    expect(problem).toMatchObject({ code: "part_missing", offline: false });
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("passes on what is wrong with the part itself", async () => {
    const wrong = new Error("a mistake in it");
    await expect(fetchPart(() => Promise.reject(wrong))).rejects.toBe(wrong);
  });
});

describe("reach", () => {
  it("tells once each time the server is back", () => {
    const back = vi.fn();
    const stop = whenBack(back);
    for (const answers of [true, false, false, true, true, false, true]) reach.set(answers);
    expect(back).toHaveBeenCalledTimes(2);
    stop();
    reach.set(false);
    reach.set(true);
    expect(back).toHaveBeenCalledTimes(2);
  });
});

describe("what no one foresaw", () => {
  it("is not shown in a developer's words, and stays in the console", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const problem = asProblem(new TypeError("undefined is not a function"));
    expect(problem).toMatchObject({ code: "unexpected", offline: false });
    expect(problem.message).not.toContain("undefined");
    expect(said).toHaveBeenCalledOnce();
  });
});
