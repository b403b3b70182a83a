import { Paperclip } from "lucide-react";
import { type RefObject, useRef } from "react";
import { IconButton } from "@/kit/IconButton";

type Input = RefObject<HTMLInputElement | null>;

interface Props {
  label: string;
  choose: (files: File[]) => void;
  disabled?: boolean;
}

/** Choose files; on a phone also from its photos or its camera. */
export function AttachButton({ label, choose, disabled = false }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={label} icon={<Paperclip />} disabled={disabled} onClick={() => input.current?.click()} />
      <FileInput input={input} label={label} choose={choose} />
    </>
  );
}

/** What opens the choice of files, for who has a button or a menu of their own. */
export function FileInput({ input, label, choose }: Omit<Props, "disabled"> & { input: Input }) {
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={label}
      onChange={(event) => {
        choose([...(event.target.files ?? [])]);
        // The same file may be chosen again.
        event.target.value = "";
      }}
    />
  );
}
