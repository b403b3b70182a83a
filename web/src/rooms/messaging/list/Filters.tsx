import { useTranslation } from "react-i18next";
import type { Conversation } from "../calls";
import css from "./list.module.css";

export type Kind = "all" | "unread" | "mentions";

interface Props {
  kind: Kind;
  change: (kind: Kind) => void;
  conversations: Conversation[];
}

export function Filters({ kind, change, conversations }: Props) {
  const { t } = useTranslation("messaging");
  const unread = conversations.filter((one) => one.unread > 0).length;
  const mentions = conversations.filter((one) => one.mentioned && one.unread > 0).length;
  const words: [Kind, string, number][] = [
    ["all", t("filter.all"), 0],
    ["unread", t("filter.unread"), unread],
    ["mentions", t("filter.mentions"), mentions],
  ];
  return (
    <fieldset className={css.filters} aria-label={t("filter.label")}>
      {words.map(([name, word, count]) => (
        <button key={name} type="button" aria-pressed={kind === name} onClick={() => change(name)}>
          {word}
          {count > 0 && ` ${count > 99 ? "99+" : count}`}
        </button>
      ))}
    </fieldset>
  );
}
