import { useReducer } from "react";
import { GroupAvatar } from "@/kit/Avatar";
import { ComeIn, useArrival, useRegistering } from "@/rooms/accounts/door";
import css from "./Landing.module.css";

interface Props {
  organisation: { id: string; name: string };
  /** Who asks, as what one comes, what happens next: a line each. */
  lines: (string | null | undefined)[];
}

/** The organisation at the other end of a link, before anything is asked of whoever opened it. */
export function Landing({ organisation, lines }: Props) {
  return (
    <div className={css.where}>
      <GroupAvatar id={organisation.id} name={organisation.name} size={48} />
      <div>
        <div className={css.organisation}>{organisation.name}</div>
        {lines.filter(Boolean).map((line) => (
          <div key={line} className={css.line}>
            {line}
          </div>
        ))}
      </div>
    </div>
  );
}

/** How one signs in or registers on the page one landed on, and stays there. */
export function useComingIn(page: string) {
  const { arriveAt } = useArrival();
  const step = useRegistering("register");
  const [, shown] = useReducer((count: number) => count + 1, 0);
  return {
    registering: step.registering !== null,
    form: <ComeIn step={step} arrive={() => void arriveAt(page).then(shown)} />,
  };
}
