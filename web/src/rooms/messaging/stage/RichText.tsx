import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useChat } from "../model/chat";
import { pieces } from "./pieces";
import css from "./stage.module.css";

const everyone = ["所有人", "everyone"];

/** Text with links that give nothing away and mentions that stand out. */
export const RichText = memo(function RichText({ text, mentions }: { text: string; mentions: string[] }) {
  const { t } = useTranslation("messaging");
  const names = useChat((state) =>
    mentions.map((id) => (id === "all" ? t("mention.all") : (state.people[id]?.name ?? ""))).join("\n"),
  ).split("\n");
  const mine = useChat((state) => `@${state.people[state.me]?.name ?? ""}`);
  const all = mentions.includes("all") ? [...names, ...everyone] : names;
  return (
    <p className={css.text}>
      {pieces(text, all).map((piece, index) => {
        const key = `${index}-${piece.kind}`;
        if (piece.kind === "link") {
          return (
            <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          );
        }
        if (piece.kind === "mention") {
          return (
            <span key={key} className={piece.text === mine ? `${css.mention} ${css.me}` : css.mention}>
              {piece.text}
            </span>
          );
        }
        return piece.text;
      })}
    </p>
  );
});
