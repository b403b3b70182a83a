import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toastProblem } from "@/kit/toast";
import type { Sticker, StickerSet } from "../calls";
import { pictureOf, useChangeSticker, useOrderStickers, useRemoveSticker } from "../queries";
import { moved } from "./order";
import css from "./stickers.module.css";

interface Props {
  org: string;
  set: StickerSet;
  sticker: Sticker;
  close: () => void;
}

/** What a sticker says, what else it is found by, where it stands, and its end. */
export function StickerDialog({ org, set, sticker, close }: Props) {
  const { t } = useTranslation("stickers");
  const save = useChangeSticker(org, set.id);
  const submit = ({ label, words }: Pick<Sticker, "label" | "words">) =>
    follow(save, { id: sticker.id, label: label.trim(), words }, close);
  return (
    <FormDialog
      title={sticker.label}
      act={save}
      initialValues={{ label: sticker.label, words: sticker.words }}
      submit={submit}
      close={close}
    >
      <img className={css.large} src={pictureOf(org, set.id, sticker.id)} alt={sticker.label} />
      <Form.Item
        name="label"
        label={t("label")}
        extra={t("labelHint")}
        rules={[{ required: true, whitespace: true, message: t("labelEmpty") }]}
      >
        <Input maxLength={20} autoComplete="off" />
      </Form.Item>
      <Form.Item name="words" label={t("words")} extra={t("wordsHint")}>
        <Select mode="tags" open={false} suffixIcon={null} maxCount={10} tokenSeparators={[",", "，", "、", " "]} />
      </Form.Item>
      <Acts org={org} set={set} sticker={sticker} close={close} />
    </FormDialog>
  );
}

function Acts({ org, set, sticker: { id, label }, close }: Props) {
  const { t } = useTranslation("stickers");
  const order = useOrderStickers(org, set.id);
  const remove = useRemoveSticker(org, set.id);
  const ids = set.stickers.map((one) => one.id);
  const move = (step: 1 | -1) => order.mutate(moved(ids, id, step), { onError: toastProblem });
  return (
    <div className={css.acts}>
      <Button disabled={ids[0] === id || order.isPending} onClick={() => move(-1)}>
        {t("before")}
      </Button>
      <Button disabled={ids.at(-1) === id || order.isPending} onClick={() => move(1)}>
        {t("after")}
      </Button>
      <ConfirmButton
        title={t("removeOne", { label })}
        consequence={t("removeOneHint")}
        confirm={t("remove")}
        act={() => remove.mutateAsync(id).then(close)}
      >
        {t("remove")}
      </ConfirmButton>
    </div>
  );
}
