import type { MemberRow } from "../calls";
import { MemberLine } from "../lists/MemberLine";
import css from "./MemberLink.module.css";

interface Props {
  member: MemberRow;
  open: boolean;
  choose: (member: string) => void;
}

/** A member in the directory; opens the card. */
export function MemberLink({ member, open, choose }: Props) {
  return (
    <button
      type="button"
      className={css.row}
      aria-current={open ? "true" : undefined}
      data-member={member.id}
      onClick={() => choose(member.id)}
    >
      <MemberLine member={member} live />
    </button>
  );
}
