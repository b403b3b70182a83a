import { Children, type ComponentProps } from "react";

/** A list of what there is; with nothing in it there is none, and the empty state beside it speaks. */
export function List({ children, ...list }: ComponentProps<"ul">) {
  return Children.count(children) > 0 ? <ul {...list}>{children}</ul> : null;
}
