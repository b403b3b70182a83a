import type { TFunction } from "i18next";
import { Paperclip, Star } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { When } from "@/kit/When";
import type { Fact } from "../calls";
import { keepAtHand } from "../model/around";
import { useChat } from "../model/chat";
import { blocks } from "../stage/blocks";
import { contentWords, gist, nameOf } from "../words";
import css from "./dialogs.module.css";

interface Props {
  fact: Fact;
  conversation: string;
  go: () => void;
}

/** One message kept at hand. Let go of, it stays in sight until the list is closed, and may be taken up again. */
export function FavouriteRow({ fact, conversation, go }: Props) {
  const { t } = useTranslation("messaging");
  const who = useChat((state) => nameOf(state.people, state.me, fact.sender_id, t));
  const [kept, setKept] = useState(true);
  const turn = async () => {
    if (await keepAtHand({ ...fact, favourite: kept })) setKept(!kept);
  };
  const files = fact.content?.kind === "files" ? fact.content.files.map(({ name }) => name) : [];
  const carried = files.length > 0 ? files.join(t("fact.comma")) : fact.text ? contentWords(fact.content, t) : "";
  return (
    <li data-kept={kept}>
      <button type="button" className={css.goes} onClick={go}>
        <p>{words(fact, t)}</p>
        {carried && (
          <span className={css.carried}>
            <Paperclip aria-hidden="true" size={13} /> {carried}
          </span>
        )}
        <small>
          {who} · {conversation} · <When at={fact.at} />
        </small>
      </button>
      <IconButton
        label={t(kept ? "favourite.drop" : "favourite.keep")}
        icon={<Star fill={kept ? "currentColor" : "none"} />}
        onClick={() => void turn()}
      />
    </li>
  );
}

/** A table is told by its head: run together, its cells say nothing. */
function words(fact: Fact, t: TFunction): string {
  const parts = fact.text?.includes("|") ? blocks(fact.text) : [];
  if (!parts.some(({ kind }) => kind === "table")) return gist(fact, t);
  const said = parts.map((one) =>
    one.kind === "table" ? `[${t("message.table")}] ${one.head.filter(Boolean).join(" · ")}` : one.text,
  );
  return said.join("\n");
}
