import Button from "antd/es/button";
import { ArrowDown, ArrowUp, ImagePlus, Pencil, Trash2 } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { IconButton } from "@/kit/IconButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { toastProblem } from "@/kit/toast";
import { FileInput } from "@/rooms/files/door";
import type { StickerSet } from "../calls";
import { pictureOf, useOrderSets, useRemoveSet } from "../queries";
import { AddingLines } from "./AddingLines";
import { moved } from "./order";
import { StickerDialog } from "./StickerDialog";
import css from "./stickers.module.css";
import { useAdding } from "./useAdding";

interface Props {
  org: string;
  set: StickerSet;
  all: StickerSet[];
  rename: () => void;
}

/** One set: its stickers, each to be changed, and pictures chosen or dropped to be added. */
export function SetSheet({ org, set, all, rename }: Props) {
  const { t } = useTranslation("stickers");
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const adding = useAdding(org, set.id, t("untitled"));
  const chosen = set.stickers.find(({ id }) => id === open);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    adding.add([...event.dataTransfer.files]);
  };
  return (
    <Sheet
      title={set.name}
      hint={t("count", { count: set.stickers.length })}
      actions={<SetActs org={org} set={set} all={all} rename={rename} />}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shorter way to the button below */}
      <div onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        {set.stickers.length === 0 && <p className={css.quiet}>{t("emptyHint")}</p>}
        <List className={css.grid}>
          {set.stickers.map(({ id, label }) => (
            <li key={id}>
              <button type="button" aria-label={t("change", { label })} onClick={() => setOpen(id)}>
                <img src={pictureOf(org, set.id, id)} alt="" loading="lazy" />
                <span>{label}</span>
              </button>
            </li>
          ))}
        </List>
        <AddingLines adding={adding} />
        <Button icon={<ImagePlus size={16} aria-hidden />} onClick={() => input.current?.click()}>
          {t("add")}
        </Button>
        <FileInput input={input} label={t("addTo", { name: set.name })} choose={adding.add} />
      </div>
      {chosen && <StickerDialog org={org} set={set} sticker={chosen} close={() => setOpen(null)} />}
    </Sheet>
  );
}

/** What is done with a set as a whole. */
function SetActs({ org, set, all, rename }: Props) {
  const { t } = useTranslation("stickers");
  const order = useOrderSets(org);
  const remove = useRemoveSet(org);
  const ids = all.map(({ id }) => id);
  const move = (step: 1 | -1) => order.mutate(moved(ids, set.id, step), { onError: toastProblem });
  const { name } = set;
  return (
    <div className={css.acts}>
      <IconButton label={t("up", { name })} icon={<ArrowUp />} disabled={ids[0] === set.id} onClick={() => move(-1)} />
      <IconButton
        label={t("down", { name })}
        icon={<ArrowDown />}
        disabled={ids.at(-1) === set.id}
        onClick={() => move(1)}
      />
      <IconButton label={t("renameOne", { name })} icon={<Pencil />} onClick={rename} />
      <ConfirmButton
        type="text"
        icon={<Trash2 size={18} aria-hidden />}
        aria-label={t("removeSet", { name })}
        title={t("removeSet", { name })}
        consequence={t("removeSetHint")}
        confirm={t("remove")}
        act={() => remove.mutateAsync(set.id)}
      />
    </div>
  );
}
