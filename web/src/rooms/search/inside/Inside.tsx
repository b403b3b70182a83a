import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PlainButton } from "@/kit/PlainButton";
import { EmptyState } from "@/kit/states";
import { askedOf, type Conditions, narrowed } from "../asking";
import type { Kind } from "../calls";
import { Filters } from "../Filters";
import { useKind } from "../queries";
import { Answered } from "../results/Results";
import { useRowArrows } from "../results/useRowArrows";
import { SearchField } from "../SearchField";
import css from "./inside.module.css";
import { Lines } from "./Lines";

const kinds = ["messages", "files", "links"] as const satisfies readonly Kind[];
type InsideKind = (typeof kinds)[number];

interface Props {
  conversationId: string;
  /** Words to begin with. */
  q?: string;
  /** What to begin with. */
  kind?: InsideKind;
  open: (seq: number) => void;
}

/** Search inside one conversation: by words, by who and when, or its files and links. */
export default function Inside({ conversationId, q: begin = "", kind: first = "messages", open }: Props) {
  const { t } = useTranslation("search");
  const [q, setQ] = useState(begin);
  const [kind, setKind] = useState<InsideKind>(first);
  const [conditions, setConditions] = useState<Conditions>({});
  const arrows = useRowArrows();
  return (
    <search className={css.inside} onKeyDown={arrows}>
      <div className={css.asking}>
        <SearchField
          value={q}
          change={setQ}
          label={t("inside.label")}
          placeholder={t("inside.hint")}
          first={first === "messages"}
        />
        <fieldset className={css.kinds} aria-label={t("kind.label")}>
          {kinds.map((one) => (
            <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {t(`kind.${one}`)}
            </button>
          ))}
        </fieldset>
        <Filters conditions={conditions} change={setConditions} inside />
      </div>
      <Found {...{ conversationId, q, kind, conditions, open }} />
    </search>
  );
}

interface FoundProps extends Props {
  q: string;
  kind: InsideKind;
  conditions: Conditions;
}

function Found({ conversationId, q, kind, conditions, open }: FoundProps) {
  const { t } = useTranslation("search");
  const something = q !== "" || kind !== "messages" || narrowed(conditions);
  const asked = { q, conversation_id: conversationId, ...askedOf(conditions) };
  const query = useKind(kind, asked, something);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (!something) return <EmptyState icon={<Search />} title={t("inside.begin")} hint={t("inside.beginHint")} />;
  return (
    <div className={css.found} aria-live="polite" aria-busy={query.isFetching}>
      <Answered
        query={query}
        found={items.length > 0 || query.hasNextPage}
        common={query.data?.pages[0]?.common === true}
      >
        <Lines items={items} open={open} />
        {query.hasNextPage && (
          <p className={css.more}>
            <PlainButton onClick={() => void query.fetchNextPage()}>{t("more")}</PlainButton>
          </p>
        )}
      </Answered>
    </div>
  );
}
