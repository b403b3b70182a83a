import Button from "antd/es/button";
import { ImageUp, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/app/me";
import { PersonAvatar } from "@/kit/Avatar";
import { part } from "@/kit/part";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import { useRemoveAvatar, useSetAvatar } from "../queries";
import css from "./Avatar.module.css";

const AvatarCrop = part(() => import("./AvatarCrop"), { floating: true });

/** Whatever the browser can show may be chosen: it is drawn anew before it is sent. */
async function opened(file: File): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  return image;
}

/** The picture one is known by: chosen, cut to a square, or taken away. */
export function AvatarField({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const words = useProblemWords();
  const input = useRef<HTMLInputElement>(null);
  const [image, setImage] = useState<HTMLImageElement | null>(null);
  const set = useSetAvatar();
  const remove = useRemoveAvatar();
  const close = () => {
    if (image) URL.revokeObjectURL(image.src);
    setImage(null);
    set.reset();
  };
  const choose = (file: File | undefined) => {
    if (file) opened(file).then(setImage, () => toast(t("avatar.unreadable"), { urgent: true }));
  };
  const use = (square: Blob) =>
    set.mutate(square, {
      onSuccess: () => {
        close();
        toast(t("settings.saved"));
      },
    });
  const clear = () => remove.mutate(undefined, { onError: (problem) => toast(words(problem), { urgent: true }) });
  return (
    <div className={css.field}>
      <PersonAvatar id={me.id} name={me.name} src={me.avatar} size={72} />
      <div>
        <div className={css.acts}>
          <Button icon={<ImageUp size={16} aria-hidden />} onClick={() => input.current?.click()}>
            {t(me.avatar ? "avatar.change" : "avatar.choose")}
          </Button>
          {me.avatar && (
            <Button type="text" icon={<Trash2 size={16} aria-hidden />} loading={remove.isPending} onClick={clear}>
              {t("avatar.remove")}
            </Button>
          )}
        </div>
        <p className={css.hint}>{t("avatar.hint")}</p>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("avatar.choose")}
          onChange={(event) => {
            choose(event.target.files?.[0]);
            // The same file may be chosen again.
            event.target.value = "";
          }}
        />
      </div>
      {image && <AvatarCrop image={image} busy={set.isPending} problem={set.error} use={use} close={close} />}
    </div>
  );
}
