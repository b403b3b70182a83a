import { PersonAvatar } from "@/kit/Avatar";
import { When } from "@/kit/When";
import { type Hit, whole } from "../calls";
import { Marked } from "../results/Marked";
import css from "./inside.module.css";

/** What was found in a conversation, each with the lines around it, a file with what was said with it; leads to its place. */
export function Lines({ items, open }: { items: Hit[]; open: (seq: number) => void }) {
  return (
    <ul className={css.lines}>
      {items.map((hit) => (
        <li key={hit.seq} data-row="line">
          <button type="button" className={css.line} onClick={() => hit.seq && open(hit.seq)}>
            <PersonAvatar id={hit.who ?? null} name={hit.who_name ?? "?"} size={32} />
            <span className={css.words}>
              <span className={css.who}>
                <span>{hit.who_name}</span>
                {hit.at && <When at={hit.at} as="brief" />}
              </span>
              {hit.before && <small>{hit.before}</small>}
              <span className={css.text}>
                <Marked parts={hit.text} />
              </span>
              {hit.note && <small>{whole(hit.note)}</small>}
              {hit.after && <small>{hit.after}</small>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
