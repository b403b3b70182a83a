import { leaveLater } from "@/app/leaving";
import { asProblem, isAway } from "@/app/problem";
import { leave, leavingHere } from "@/app/sign-out";
import { toastProblem } from "@/kit/toast";
import { useSignOut } from "../queries";

/** Signs this device out. The page starts anew at `to`, so that nothing of the person stays in its memory. */
export function useLeave(to = "/sign-in") {
  const signOut = useSignOut();
  const refused = (error: unknown) => {
    if (!isAway(asProblem(error))) {
      leavingHere(false);
      return toastProblem(error);
    }
    leaveLater();
    leave(to);
  };
  return {
    leaving: signOut.isPending,
    leave: () => {
      leavingHere(true);
      signOut.mutate(undefined, { onSuccess: () => leave(to), onError: refused });
    },
  };
}
