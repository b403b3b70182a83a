import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Me, meQuery } from "@/app/me";
import { asProblem } from "@/app/problem";
import { ErrorState, Skeleton } from "@/kit/states";

interface Props {
  /** Where guests come back to once they have signed in. */
  next: string;
  children: (me: Me) => ReactNode;
}

/** On a page without the shell: who is signed in, or the way to sign in. */
export function SignedIn({ next, children }: Props) {
  const me = useQuery({ ...meQuery, retry: false });
  if (me.data) return children(me.data);
  if (!me.error) return <Skeleton rows={3} avatar={false} />;
  const problem = asProblem(me.error);
  if (problem.status === 401) return <Navigate to="/sign-in" search={{ next } as never} replace />;
  return <ErrorState problem={problem} retry={() => void me.refetch()} />;
}
