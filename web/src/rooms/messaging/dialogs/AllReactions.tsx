import { useTranslation } from "react-i18next";
import { Dialog } from "@/kit/Dialog";
import type { Fact } from "../calls";
import { EmojiGrid } from "../composer/EmojiGrid";
import { react } from "../model/around";
import css from "./dialogs.module.css";

/** Every emoji one may put on a message, where the menu has but a few. */
export default function AllReactions({ fact, close }: { fact: Fact; close: () => void }) {
  const { t } = useTranslation("messaging");
  const choose = (emoji: string) => {
    void react(fact, emoji);
    close();
  };
  return (
    <Dialog title={t("reaction.add")} close={close}>
      <div className={css.signs}>
        <EmojiGrid choose={choose} />
      </div>
    </Dialog>
  );
}
