import { type MouseEvent, type ReactNode, useState } from "react";
import { MenuAt, type MenuProps } from "./menu";
import { useLongPress } from "./useLongPress";

interface Props {
  /** What may be done with what was pressed; null where the browser's own menu is meant. */
  itemsFor: (pressed: HTMLElement) => MenuProps["items"] | null;
  className: string | undefined;
  children: ReactNode;
}

/** One menu for many things: it opens for the one under the pointer or the focus, on a phone by a long press. */
export function ContextMenu({ itemsFor, className, children }: Props) {
  const [open, setOpen] = useState<{ x: number; y: number; items: MenuProps["items"] } | null>(null);
  const press = useLongPress();
  const choose = (event: MouseEvent) => {
    const items = itemsFor(event.target as HTMLElement);
    if (items === null) return;
    event.preventDefault();
    setOpen({ x: event.clientX, y: event.clientY, items });
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is pressed stands in it; the keyboard opens it from there */}
      <div className={className} onContextMenu={choose} {...press}>
        {children}
      </div>
      {open && <MenuAt key={`${open.x} ${open.y}`} at={open} items={open.items} close={() => setOpen(null)} />}
    </>
  );
}
