import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Sideways } from "@/kit/Sideways";
import type { Face } from "../calls";
import { useChat } from "../model/chat";
import { type Block, blocks } from "./blocks";
import { columnWidths } from "./columns";
import { pieces } from "./pieces";
import css from "./richText.module.css";

const everyone = ["所有人", "everyone"];

/** As what a person may be written in a text: in the organisation's form, or by the name alone, of before it was forced. */
function called(face: Face | undefined): string[] {
  return [face?.name ?? "", ...(face?.plain ? [face.plain] : [])];
}

/** Text with links that give nothing away, mentions that stand out, code and tables. */
export const RichText = memo(function RichText({ text, mentions }: { text: string; mentions: string[] }) {
  const { t } = useTranslation("messaging");
  const names = useChat((state) =>
    mentions.flatMap((id) => (id === "all" ? [t("mention.all")] : called(state.people[id]))).join("\n"),
  ).split("\n");
  const all = mentions.includes("all") ? [...names, ...everyone] : names;
  const mine = useChat((state) => called(state.people[state.me]).join("\n")).split("\n");
  return blocks(text).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text never move
    <BlockView key={index} block={block} names={all} mine={mine} />
  ));
});

/** The names a text mentions, and those of them that are one's own. */
interface Names {
  names: string[];
  mine: string[];
}

function BlockView({ block, ...names }: { block: Block } & Names) {
  if (block.kind === "code") {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      <pre className={css.code} tabIndex={0} data-language={block.language}>
        <code>{block.text}</code>
      </pre>
    );
  }
  if (block.kind === "text") {
    return (
      <p className={css.text}>
        <Pieces text={block.text} {...names} />
      </p>
    );
  }
  return <Table {...block} {...names} />;
}

type TableProps = Omit<Extract<Block, { kind: "table" }>, "kind"> & Names;

function Table({ head, aligns, rows, names, mine }: TableProps) {
  const { t } = useTranslation("messaging");
  const widths = useMemo(() => columnWidths(head, rows), [head, rows]);
  const stands = (column: number) => ({ textAlign: aligns[column] ?? undefined });
  return (
    <Sideways label={t("message.table")} className={css.table}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of one text never move
              <th key={column} scope="col" style={{ ...stands(column), minWidth: `calc(${widths[column]}em + 25px)` }}>
                <Pieces text={cell} names={names} mine={mine} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text never move
            <tr key={line}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of one text never move
                <td key={column} style={stands(column)}>
                  <Pieces text={cell} names={names} mine={mine} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function Pieces({ text, names, mine }: { text: string } & Names) {
  return pieces(text, names).map((piece, index) => {
    const key = `${index}-${piece.kind}`;
    if (piece.kind === "link") {
      return (
        <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    }
    if (piece.kind === "code") return <code key={key}>{piece.text}</code>;
    if (piece.kind === "mention") {
      return (
        <span key={key} className={mine.includes(piece.text.slice(1)) ? `${css.mention} ${css.me}` : css.mention}>
          {piece.text}
        </span>
      );
    }
    return piece.text;
  });
}
