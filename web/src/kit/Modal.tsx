import AntModal, { type ModalProps } from "antd/es/modal";
import { useEffect, useRef } from "react";

/** Ant Design's dialog, which gives the focus back even where it leaves the page at once when it closes. */
export function Modal(props: ModalProps) {
  const { open } = props;
  const opener = useRef<HTMLElement | null>(null);
  const shown = useRef(false);
  // Before the dialog takes the focus itself.
  if (open && !shown.current) opener.current = document.activeElement as HTMLElement | null;
  shown.current = open === true;
  useEffect(() => {
    if (!open) return;
    return () => {
      if (document.activeElement === document.body && opener.current?.isConnected) opener.current.focus();
    };
  }, [open]);
  return <AntModal {...props} />;
}
