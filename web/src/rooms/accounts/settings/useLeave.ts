import { leaveLater } from "@/app/leaving";
import { asProblem, isAway } from "@/app/problem";
import { leave, leavingHere } from "@/app/sign-out";
import { toastProblem } from "@/kit/toast";
import { useSignOut } from "../queries";

/** Signs this device out. The page starts anew, so that nothing of the person stays in its memory. */
export function useLeave() {
  const signOut = useSignOut();
  const refused = (error: unknown) => {
    if (!isAway(asProblem(error))) {
      leavingHere(false);
      return toastProblem(error);
    }
    leaveLater();
    leave("/sign-in");
  };
  return {
    leaving: signOut.isPending,
    leave: () => {
      leavingHere(true);
      signOut.mutate(undefined, { onSuccess: () => leave("/sign-in"), onError: refused });
    },
  };
}
