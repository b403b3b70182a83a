import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { follow } from "@/kit/follow";
import { part } from "@/kit/part";
import { Refusal } from "@/kit/Refusal";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import type { ExternalCard } from "../calls";
import facts from "../card/CardFacts.module.css";
import face from "../card/MemberFace.module.css";
import { Ways } from "../card/Ways";
import { DetailsPane } from "../lists/DetailsPane";
import { readable } from "../lists/phone";
import css from "./External.module.css";
import { readWhole, useDelete, useExternal, useLink, useWhole } from "./queries";

const ExternalForm = part(() => import("./ExternalForm"), { floating: true });
const HandOver = part(() => import("./HandOver"), { floating: true });

interface Props {
  org: string;
  contact: string;
  close: () => void;
}

/** The card of somebody outside. */
export function ExternalCardPane({ org, contact, close }: Props) {
  const { t } = useTranslation("organisations");
  const card = useExternal(org, contact);
  return (
    <DetailsPane title={t("card.title")} close={close}>
      {card.isPending ? <Skeleton rows={4} /> : null}
      {card.error ? <ErrorState problem={card.error} retry={() => void card.refetch()} /> : null}
      {card.data ? (
        <>
          <Face card={card.data} />
          <Ways phone={card.data.phone} email={card.data.email} />
          <Facts org={org} card={card.data} />
          {card.data.may_edit ? <Acts org={org} card={card.data} close={close} /> : null}
        </>
      ) : null}
    </DetailsPane>
  );
}

function Face({ card }: { card: ExternalCard }) {
  return (
    <div className={face.face}>
      <PersonAvatar id={card.id} name={card.name} src={card.avatar} size={64} />
      <div className={face.words}>
        <h2>{card.name}</h2>
        <p>{[card.company, card.post].filter(Boolean).join(" · ")}</p>
        <div className={css.tags}>
          {card.labels.map((label) => (
            <Tag key={label}>{label}</Tag>
          ))}
        </div>
      </div>
    </div>
  );
}

function Facts({ org, card }: { org: string; card: ExternalCard }) {
  const { t } = useTranslation("organisations");
  const keeper = card.keeper.left ? t("external.keeperLeft", { name: card.keeper.name }) : card.keeper.name;
  return (
    <dl className={facts.facts}>
      <Fact label={t("external.phone")}>{card.phone ? readable(card.phone) : card.phone_masked}</Fact>
      <Fact label={t("external.email")}>{card.email ?? card.email_masked}</Fact>
      <Whole org={org} card={card} />
      <Fact label={t("external.note")}>{card.note ? <span className={css.note}>{card.note}</span> : null}</Fact>
      <Fact label={t("external.keeper")}>{keeper}</Fact>
      <Fact label={t("external.visibility")}>
        {t(`external.seen.${card.visibility}`, { department: card.department ?? "" })}
      </Fact>
      <Fact label={t("external.link")}>
        <Linked org={org} card={card} />
      </Fact>
    </dl>
  );
}

function Whole({ org, card }: { org: string; card: ExternalCard }) {
  const { t } = useTranslation("organisations");
  const whole = useWhole(org, card.id);
  const hidden = (card.phone_masked && !card.phone) || (card.email_masked && !card.email);
  if (!hidden) return null;
  return (
    <Fact label="">
      <button type="button" className={facts.link} disabled={whole.isPending} onClick={() => whole.mutate()}>
        {t("external.whole")}
      </button>
    </Fact>
  );
}

/** Whether the card is joined to an account, and the question whether it may be. */
function Linked({ org, card }: { org: string; card: ExternalCard }) {
  const { t } = useTranslation("organisations");
  const link = useLink(org, card.id);
  const asks = card.may_edit && card.link === "none" && card.phone_masked;
  return (
    <div>
      {t(`external.links.${card.link}`)} {card.handle ? `@${card.handle}` : ""}
      {asks ? (
        <Button
          size="small"
          type="link"
          loading={link.isPending}
          onClick={() => follow(link, true, () => toast(t("external.linkSent")))}
        >
          {t("external.linkAsk")}
        </Button>
      ) : null}
      {card.may_edit && card.link === "linked" ? (
        <Button size="small" type="link" loading={link.isPending} onClick={() => link.mutate(false)}>
          {t("external.linkDrop")}
        </Button>
      ) : null}
      {asks ? <p className={css.hint}>{t("external.linkHint")}</p> : null}
      <Refusal problem={link.error} />
    </div>
  );
}

function Acts({ org, card, close }: { org: string; card: ExternalCard; close: () => void }) {
  const { t } = useTranslation("organisations");
  const [editing, setEditing] = useState<ExternalCard>();
  const [handing, setHanding] = useState(false);
  const remove = useDelete(org, card.id);
  // What is written anew is written whole: for another's contact the number and the note are read, and recorded, first.
  const edit = () => readWhole(org, card.id).then(setEditing, toastProblem);
  return (
    <div className={css.acts}>
      <Button icon={<Pencil size={16} aria-hidden />} onClick={() => void edit()}>
        {t("common.edit")}
      </Button>
      <Button onClick={() => setHanding(true)}>{t("external.handOver")}</Button>
      <ConfirmButton
        title={t("external.deleteTitle", { name: card.name })}
        consequence={t("external.deleteText")}
        confirm={t("external.delete")}
        act={() =>
          remove.mutateAsync().then(() => {
            toast(t("external.deleted"));
            close();
          })
        }
      >
        {t("external.delete")}
      </ConfirmButton>
      {editing ? <ExternalForm org={org} card={editing} close={() => setEditing(undefined)} /> : null}
      {handing ? <HandOver org={org} card={card} close={() => setHanding(false)} /> : null}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
