import { Paperclip } from "lucide-react";
import { useRef } from "react";
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
    </>
  );
}
