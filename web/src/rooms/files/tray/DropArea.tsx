import { type ClipboardEvent, type DragEvent, type ReactNode, useRef, useState } from "react";
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";
import { givenBy, hasFiles } from "./given";
import css from "./tray.module.css";

const Over = part(
  async () => {
    const [over] = await Promise.all([import("./Over"), loadWords(["files"])]);
    return over;
  },
  { floating: true },
);

interface Props {
  take: (files: File[]) => void;
  /** Where files may not be left, they are not asked for. */
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}

/** Takes files that are dropped or pasted anywhere within. */
export function DropArea({ take, disabled = false, className, children }: Props) {
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const enter = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const given = (transfer: DataTransfer | null) => {
    const found = hasFiles(transfer) ? givenBy(transfer) : [];
    if (found.length > 0) take(found);
  };
  const mine = (event: DragEvent) => !disabled && hasFiles(event.dataTransfer);
  const handlers = {
    onDragEnter: (event: DragEvent) => mine(event) && enter(1),
    onDragLeave: (event: DragEvent) => mine(event) && enter(-1),
    onDragOver: (event: DragEvent) => mine(event) && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      if (!mine(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      given(event.dataTransfer);
    },
    onPaste: (event: ClipboardEvent) => {
      if (disabled || !hasFiles(event.clipboardData)) return;
      event.preventDefault();
      given(event.clipboardData);
    },
  };
  return (
    <div className={[css.area, className].filter(Boolean).join(" ")} {...handlers}>
      {children}
      {over && <Over />}
    </div>
  );
}
