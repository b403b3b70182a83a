import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { Queries } from "./queries";

/** Somebody who looks at an answer of the server's, which comes when the test says so. */
function looked() {
  const queries = new Queries({ defaultOptions: { queries: { retry: false, networkMode: "always" } } });
  const answers: ((text: string) => void)[] = [];
  const failures: ((why: Error) => void)[] = [];
  const queryFn = () =>
    new Promise<string>((answer, fail) => {
      answers.push(answer);
      failures.push(fail);
    });
  const observer = new QueryObserver(queries, { queryKey: ["seats"], queryFn });
  observer.subscribe(() => undefined);
  return { queries, answers, failures, shown: () => observer.getCurrentResult().data };
}

const asked = (answers: unknown[], times: number) => vi.waitFor(() => expect(answers).toHaveLength(times), 30_000);

it("what changes while it is first read is read again", async () => {
  const { queries, answers, shown } = looked();
  await asked(answers, 1);
  for (let change = 0; change < 3; change += 1) void queries.invalidateQueries({ queryKey: ["seats"] });
  answers[0]?.("as before");
  await asked(answers, 2);
  answers[1]?.("as it is");
  await vi.waitFor(() => expect(shown()).toBe("as it is"), 30_000);
  expect(answers).toHaveLength(2);
});

it("what changes when it was read is read again once", async () => {
  const { queries, answers, shown } = looked();
  await asked(answers, 1);
  answers[0]?.("as before");
  await vi.waitFor(() => expect(shown()).toBe("as before"), 30_000);
  void queries.invalidateQueries();
  await asked(answers, 2);
  answers[1]?.("as it is");
  await vi.waitFor(() => expect(shown()).toBe("as it is"), 30_000);
  expect(answers).toHaveLength(2);
});

it("what could not be read is left to whoever tries again", async () => {
  const { queries, answers, failures } = looked();
  await asked(answers, 1);
  void queries.invalidateQueries();
  failures[0]?.(new Error("no line"));
  await new Promise((done) => setTimeout(done, 20));
  expect(answers).toHaveLength(1);
});
