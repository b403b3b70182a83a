import { Paperclip } from "lucide-react";
import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";

interface Props {
  choose: (files: File[]) => void;
  disabled?: boolean;
}

/** Choose files; on a phone also from its photos or its camera. */
export function AttachButton({ choose, disabled = false }: Props) {
  const { t } = useTranslation("files");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={t("act.attach")}
        icon={<Paperclip />}
        disabled={disabled}
        onClick={() => input.current?.click()}
      />
      <FileInput input={input} choose={choose} />
    </>
  );
}

/** What opens the choice of files, for who has a button or a menu of their own. */
export function FileInput({ input, choose }: { input: RefObject<HTMLInputElement | null> } & Pick<Props, "choose">) {
  const { t } = useTranslation("files");
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={t("act.attach")}
      onChange={(event) => {
        choose([...(event.target.files ?? [])]);
        // The same file may be chosen again.
        event.target.value = "";
      }}
    />
  );
}
