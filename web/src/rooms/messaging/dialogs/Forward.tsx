import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import { Dialog, FootButton } from "@/kit/Dialog";
import { EmptyState } from "@/kit/states";
import { toast } from "@/kit/toast";
import type { Conversation } from "../calls";
import { useArrows } from "../list/useArrows";
import { forward } from "../model/around";
import { titleOf, useChat } from "../model/chat";
import { stopChoosing } from "../model/choosing";
import { ordered } from "../model/state";
import css from "./dialogs.module.css";

const MOST = 10;
/** Of hundreds, those that moved last are offered; the others are found by their name. */
const SHOWN = 100;

interface Props {
  source: string;
  seqs: number[];
  together: boolean;
  close: () => void;
}

/** Into which conversations: those one is in and may write to, the most recent first. */
export default function Forward({ source, seqs, together, close }: Props) {
  const { t } = useTranslation("messaging");
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const list = useRef<HTMLElement>(null);
  const arrows = useArrows(list);
  const all = useChat((state) => state.conversations);
  const word = q.trim().toLowerCase();
  const found = ordered(all).filter((one) => one.open && titleOf(one).toLowerCase().includes(word));
  const act = useMutation({
    mutationFn: () => forward(source, seqs, chosen, together),
    onSuccess: () => {
      toast(t("forward.done", { count: chosen.length }));
      stopChoosing();
      close();
    },
  });
  const toggle = (id: string) => {
    if (chosen.includes(id)) setChosen(chosen.filter((one) => one !== id));
    else if (chosen.length < MOST) setChosen([...chosen, id]);
  };
  return (
    <Dialog
      title={t(together ? "forward.together" : "forward.title", { count: seqs.length })}
      close={close}
      foot={
        <FootButton look="primary" disabled={chosen.length === 0 || act.isPending} onClick={() => act.mutate()}>
          {t("forward.act", { count: chosen.length })}
        </FootButton>
      }
    >
      {act.error && (
        <p className={css.refused} role="alert">
          {asProblem(act.error).message}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move from the field into the list and within */}
      <div className={css.choose} onKeyDown={arrows}>
        <input
          type="search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          placeholder={t("forward.search")}
          aria-label={t("forward.search")}
        />
        <section className={css.found} ref={list} aria-label={t("list.label")}>
          {found.length === 0 && <EmptyState title={t("choose.none")} hint={t("forward.noneHint")} />}
          {found.slice(0, SHOWN).map((one, index) => (
            <Target
              key={one.id}
              one={one}
              index={index}
              taken={chosen.includes(one.id)}
              toggle={() => toggle(one.id)}
            />
          ))}
          {found.length > SHOWN && (
            <p className={css.further}>{t("forward.further", { count: found.length - SHOWN })}</p>
          )}
        </section>
      </div>
    </Dialog>
  );
}

interface TargetProps {
  one: Conversation;
  index: number;
  taken: boolean;
  toggle: () => void;
}

function Target({ one, index, taken, toggle }: TargetProps) {
  const title = titleOf(one);
  return (
    <button type="button" aria-pressed={taken} data-row={index} className={css.choice} onClick={toggle}>
      {one.peer ? (
        <PersonAvatar id={one.peer.id} name={one.peer.name} src={one.peer.avatar ?? null} size={32} />
      ) : (
        <GroupAvatar id={one.id} name={title} size={32} />
      )}
      <span>{title}</span>
      {taken && <Check aria-hidden="true" />}
    </button>
  );
}
