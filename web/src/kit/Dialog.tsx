import { X } from "lucide-react";
import {
  type ButtonHTMLAttributes,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
} from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import css from "./Dialog.module.css";
import { IconButton } from "./IconButton";
import { useLayer } from "./layers";

interface Props {
  title: string;
  close: () => void;
  children: ReactNode;
  /** Buttons at the foot, the one that acts last. */
  foot?: ReactNode;
  /** Without head: the palette brings its own. */
  bare?: boolean;
}

/**
 * The browser's own dialog: it keeps the focus inside, gives it back, and closes by Esc. It stands at the end of the page,
 * so that how a room draws its own buttons and lines ends at the room.
 */
export function Dialog({ title, close, children, foot, bare }: Props) {
  const { t } = useTranslation("app");
  const ref = useModal();
  useLayer(true, close, { over: true });
  const outside = (event: MouseEvent) => {
    if (event.target === ref.current) close();
  };
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc, which the dialog handles itself, is the keyboard's way
    <dialog
      ref={ref}
      className={bare ? `${css.dialog} ${css.bare}` : css.dialog}
      aria-label={title}
      onClick={outside}
      // Esc belongs to the layers; what else cancels (the back gesture of Android) closes too.
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className={css.body}>
        {!bare && (
          <header>
            <h2>{title}</h2>
            <IconButton label={t("act.close")} icon={<X />} onClick={close} />
          </header>
        )}
        <div className={css.content}>{children}</div>
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>,
    document.body,
  );
}

/** The browser's own modal, open as long as it is on the page; it gives the focus back to what opened it. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null);
  // Closed before it leaves the page: only so the browser gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      // What opened it may have gone with its menu: the keyboard goes on in the room, not at the top of the page.
      if (document.activeElement === document.body) document.querySelector<HTMLElement>("main")?.focus();
    };
  }, []);
  return ref;
}

interface FootProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the dialog is for, the way out of it, or what cannot be taken back. */
  look: "primary" | "plain" | "urgent";
}

/** A button at the foot of a dialog. */
export function FootButton({ look, ...rest }: FootProps) {
  return <button type="button" data-look={look} {...rest} />;
}
