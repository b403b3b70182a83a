import Button from "antd/es/button";
import Input from "antd/es/input";
import Switch from "antd/es/switch";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { type PresenceState, STATES } from "@/app/presence";
import { EndField, type Ending } from "@/kit/EndField";
import { follow } from "@/kit/follow";
import { StateSign, stateNow } from "@/kit/PresenceMark";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import { useChangeMe, useSayPresence } from "../queries";
import { type End, endsNow } from "./ends";
import css from "./PresenceForm.module.css";

const NOTE_LIMIT = 60;

/** What one says of oneself: state, note and end in one go; and whether others see that one is connected. */
export function PresenceForm({ done }: { done?: () => void }) {
  const { t } = useTranslation(["accounts", "app"]);
  const { presence } = useMe();
  const now = stateNow(presence);
  const [state, setState] = useState<PresenceState | null>(now);
  const [note, setNote] = useState((now && presence.note) || "");
  const [ending, setEnding] = useState<Ending<End>>({ end: "open", at: now && presence.until ? presence.until : null });
  const say = useSayPresence();
  const words = {
    end: t("presence.end"),
    endAt: t("presence.endAt"),
    of: (end: Ending<End>["end"]) => t(`presence.ends.${end}`),
  };
  const save = (next: PresenceState | null) => {
    const said = next ? { state: next, note: note.trim() || null, until: ending.at } : { state: null };
    follow(say, said, () => {
      toast(t(next ? "presence.saved" : "presence.cleared"));
      if (!next) setNote("");
      setState(next);
      done?.();
    });
  };
  return (
    <div className={css.form}>
      <States chosen={state} choose={setState} />
      {state ? (
        <>
          <Input
            value={note}
            maxLength={NOTE_LIMIT}
            aria-label={t("presence.note")}
            placeholder={t("presence.notePlaceholder")}
            onChange={(event) => setNote(event.target.value)}
            onPressEnter={() => save(state)}
          />
          <EndField ending={ending} change={setEnding} choicesAt={endsNow} words={words} />
        </>
      ) : (
        <p className={css.hint}>{t("presence.hint")}</p>
      )}
      {presence.source && presence.source !== "self" ? <p className={css.hint}>{t("presence.byRoom")}</p> : null}
      <Refusal problem={say.error} />
      <div className={css.acts}>
        <Button type="primary" disabled={!state} loading={say.isPending} onClick={() => save(state)}>
          {t("presence.save")}
        </Button>
        {now ? (
          <Button disabled={say.isPending} onClick={() => save(null)}>
            {t("presence.clear")}
          </Button>
        ) : null}
      </div>
      <Shown />
    </div>
  );
}

function States({ chosen, choose }: { chosen: PresenceState | null; choose: (state: PresenceState) => void }) {
  const { t } = useTranslation(["accounts", "app"]);
  return (
    <fieldset className={css.states} aria-label={t("presence.title")}>
      {STATES.map((state) => (
        <label key={state} className={css.state}>
          <input type="radio" name="presence" value={state} checked={state === chosen} onChange={() => choose(state)} />
          <StateSign state={state} />
          {t(`app:presence.${state}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** The switch that keeps from others whether one is connected. */
function Shown() {
  const { t } = useTranslation("accounts");
  const me = useMe();
  const change = useChangeMe();
  const shown = change.isPending ? !change.variables.hide_connected : !me.hide_connected;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
    <label className={css.shown}>
      <span>
        {t("presence.shown")}
        <small>{t("presence.shownHint")}</small>
      </span>
      <Switch
        size="small"
        checked={shown}
        aria-label={t("presence.shown")}
        onChange={(next) => change.mutate({ hide_connected: !next })}
      />
    </label>
  );
}
