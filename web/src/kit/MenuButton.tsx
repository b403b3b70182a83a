import { type ButtonHTMLAttributes, type MouseEvent, type ReactNode, useRef, useState } from "react";
import { IconButton } from "./IconButton";
import { MenuAt, type MenuProps } from "./menu";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onClick"> {
  label: string;
  icon: ReactNode;
  items: MenuProps["items"];
}

/** A button that opens a menu below itself, and closes it again. */
export function MenuButton({ items, ...button }: Props) {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  // Pressing beside the menu closes it, and this is beside it: the click that follows must not open it anew.
  const wasOpen = useRef(false);
  const toggle = (event: MouseEvent<HTMLElement>) => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    setAt(at || (event.detail > 0 && wasOpen.current) ? null : { x: left, y: bottom });
  };
  return (
    <>
      <IconButton
        {...button}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onPointerDown={() => {
          wasOpen.current = at !== null;
        }}
        onClick={toggle}
      />
      {at && <MenuAt at={at} items={items} close={() => setAt(null)} />}
    </>
  );
}
