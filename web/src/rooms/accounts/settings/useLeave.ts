import { leaveLater } from "@/app/leaving";
import { asProblem, isAway } from "@/app/problem";
import { leave } from "@/app/sign-out";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import { useSignOut } from "../queries";

/** Signs this device out. The page starts anew, so that nothing of the person stays in its memory. */
export function useLeave() {
  const words = useProblemWords();
  const signOut = useSignOut();
  const refused = (error: unknown) => {
    const problem = asProblem(error);
    if (!isAway(problem)) return toast(words(problem), { urgent: true });
    leaveLater();
    leave("/sign-in");
  };
  return {
    leaving: signOut.isPending,
    leave: () => signOut.mutate(undefined, { onSuccess: () => leave("/sign-in"), onError: refused }),
  };
}
