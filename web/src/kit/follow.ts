import type { UseMutationResult } from "@tanstack/react-query";

/**
 * Carries out an act and does `then` with its answer, even when the form has gone meanwhile: news of the very act may
 * take it away before the answer comes, and with it the callbacks of `mutate`. What is refused is `mutation.error`.
 */
export function follow<Answer, Refused, Said>(
  mutation: UseMutationResult<Answer, Refused, Said>,
  said: Said,
  then: (answer: Answer) => void,
): void {
  mutation.mutateAsync(said).then(then, () => undefined);
}
