import { useMutation } from "@tanstack/react-query";
import Switch from "antd/es/switch";
import { QrCode } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import { toast, toastProblem } from "@/kit/toast";
import type { Conversation, GroupSettings } from "../calls";
import { runs } from "../model/governing";
import { changeSettings, revokeLinks } from "../model/running";
import { MENTION_ALL_UP_TO, useRules } from "../rules/useRules";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";

const GroupLink = part(() => import("../dialogs/GroupLink"), { floating: true, cold: true });
const TAKING = ["forwarding", "exporting"] as const;
const TAKERS = ["all", "admins", "nobody"] as const;
const WHO = ["posting", "mentioning", "inviting", "pinning"] as const;

/** Who may do what in the group, how one comes into it. Owner and admins change it, everybody sees it. */
export default function SettingsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const { id, settings } = conversation;
  const group = conversation.kind === "group";
  const may = runs(conversation) && conversation.open;
  const upTo = useRules(conversation.organisation_id)?.mention_all_up_to ?? MENTION_ALL_UP_TO;
  const act = useMutation({
    mutationFn: (change: Partial<GroupSettings>) => changeSettings(id, change),
    onError: toastProblem,
  });
  if (!settings) return <DetailsHead title={t("settings.title")} />;
  const now = { ...settings, ...(act.isPending ? act.variables : {}) };
  const large = conversation.members > upTo;
  const hint = (name: (typeof WHO)[number]) => {
    if (name === "posting") return t("settings.postingHint");
    return name === "mentioning" && large ? t("settings.mentioningHint", { count: upTo }) : null;
  };
  const own = group ? WHO : WHO.filter((name) => name !== "inviting");
  return (
    <>
      <DetailsHead title={t("settings.title")} />
      <div className={css.body}>
        {!may && <p className={css.quiet}>{t("settings.readonly")}</p>}
        <ul className={css.switches}>
          {own.map((name) => (
            <Line
              key={name}
              label={t(`settings.${name}`)}
              hint={hint(name)}
              on={now[name] === "admins" || (name === "mentioning" && large)}
              may={may && !(name === "mentioning" && large)}
              change={(on) => act.mutate({ [name]: on ? "admins" : "all" })}
            />
          ))}
          {group &&
            (["approval", "listed"] as const).map((name) => (
              <Line
                key={name}
                label={t(`settings.${name}`)}
                hint={t(`settings.${name}Hint`)}
                on={now[name] ?? false}
                may={may}
                change={(on) => act.mutate({ [name]: on })}
              />
            ))}
          {TAKING.map((name) => (
            <Taking
              key={name}
              label={t(`settings.${name}`)}
              hint={t(`settings.${name}Hint`)}
              who={now[name] ?? "all"}
              may={may}
              change={(who) => act.mutate({ [name]: who })}
            />
          ))}
        </ul>
        {group && conversation.open && <Links conversation={conversation} may={may} />}
      </div>
    </>
  );
}

type Taker = (typeof TAKERS)[number];

interface TakingProps {
  label: string;
  hint: string;
  who: Taker;
  may: boolean;
  change: (who: Taker) => void;
}

/** Who may take out what is said: nobody too. */
function Taking({ label, hint, who, may, change }: TakingProps) {
  const { t } = useTranslation("messaging");
  return (
    <li>
      <span>
        {label}
        <small>{hint}</small>
      </span>
      <select value={who} disabled={!may} aria-label={label} onChange={(event) => change(event.target.value as Taker)}>
        {TAKERS.map((one) => (
          <option key={one} value={one}>
            {t(`settings.taker.${one}`)}
          </option>
        ))}
      </select>
    </li>
  );
}

interface LineProps {
  label: string;
  hint: string | null;
  on: boolean;
  may: boolean;
  change: (on: boolean) => void;
}

function Line({ label, hint, on, may, change }: LineProps) {
  const id = useId();
  return (
    <li>
      <label htmlFor={id} data-may={may}>
        {label}
        {hint && <small>{hint}</small>}
      </label>
      <Switch id={id} checked={on} disabled={!may} onChange={change} aria-label={label} />
    </li>
  );
}

function Links({ conversation, may }: { conversation: Conversation; may: boolean }) {
  const { t } = useTranslation("messaging");
  const [making, setMaking] = useState(false);
  const invites = may || conversation.settings?.inviting === "all";
  const revoke = useMutation({
    mutationFn: () => revokeLinks(conversation.id),
    onError: toastProblem,
    onSuccess: () => toast(t("settings.revoked")),
  });
  return (
    <div className={css.acts}>
      {invites && (
        <button type="button" onClick={() => setMaking(true)}>
          <QrCode size={16} aria-hidden="true" /> {t("settings.link")}
        </button>
      )}
      {may && (
        <button type="button" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("settings.revoke")}
        </button>
      )}
      {making && <GroupLink id={conversation.id} name={conversation.name} close={() => setMaking(false)} />}
    </div>
  );
}
