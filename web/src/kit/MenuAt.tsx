import Dropdown from "antd/es/dropdown";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { useIsPhone } from "@/app/appearance";
import type { MenuProps } from "./menu";

interface Props {
  /** CSS pixels from the corner of the window. */
  at: { x: number; y: number };
  items: MenuProps["items"];
  close: () => void;
}

/** To the other side where there is more room, and where neither side has enough as far back as it takes. */
const overflow = { adjustX: true, adjustY: true, shiftX: true, shiftY: true };
const FITTING = { overflow };
/** On a phone not up to the edge of the screen. */
const APART = { overflow, offset: [-8, 4] };

/** A menu where something was pressed; the focus goes into it, and back when it closes. */
export default function MenuAt({ at, items, close }: Props) {
  const phone = useIsPhone();
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    return () => {
      // Whoever went on elsewhere by it keeps the focus there.
      if (document.activeElement === document.body && opener?.isConnected) opener.focus();
    };
  }, []);
  // At the end of the page: inside something that is moved, "fixed" would be fixed to that.
  return createPortal(
    <Dropdown
      open
      trigger={["contextMenu"]}
      align={phone ? APART : FITTING}
      styles={phone ? { root: { paddingInline: 8 } } : {}}
      menu={{ items: items ?? [] }}
      onOpenChange={(open) => !open && close()}
      autoFocus
    >
      {/* Of a pixel: what has no size counts as out of sight, and nothing is put beside it. */}
      <span style={{ position: "fixed", top: at.y, left: at.x, width: 1, height: 1 }} />
    </Dropdown>,
    document.body,
  );
}
