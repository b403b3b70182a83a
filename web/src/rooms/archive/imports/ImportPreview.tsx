import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG } from "@/kit/refusedField";
import { Sheet } from "@/kit/Sheet";
import { BasisFields, useMissingBasis } from "@/rooms/organisations/door";
import type { Attestation, Import, ImportPreview as Preview } from "../calls";
import css from "../exports/exports.module.css";
import { ByName } from "./ByName";
import own from "./imports.module.css";
import { Joiners } from "./Joiners";
import { Lines } from "./Lines";
import { useApply, useDrop } from "./queries";
import type { Members } from "./whoJoins";

interface Props {
  org: string;
  one: Import;
  preview: Preview;
  leave: () => void;
}

/** What is in the file, before anything is entered: conversations to choose, who wrote, what is not taken and why. */
export function ImportPreview({ org, one, preview, leave }: Props) {
  const { t } = useTranslation("archive");
  const fresh = preview.channels.filter((channel) => channel.new > 0).map((channel) => channel.key);
  const [chosen, setChosen] = useState<string[]>(fresh);
  return (
    <>
      <Sheet title={one.name} hint={t("imports.from", { source: t(`imports.sources.${one.source}`) })} flush>
        <Checkbox.Group className={css.form ?? ""} value={chosen} onChange={setChosen}>
          {preview.channels.map((channel) => (
            <Channel key={channel.key} channel={channel} />
          ))}
        </Checkbox.Group>
      </Sheet>
      <Authors preview={preview} />
      <Refused preview={preview} reasons={one.reasons} />
      <Word org={org} one={one} preview={preview} chosen={chosen} leave={leave} />
    </>
  );
}

function Channel({ channel }: { channel: Preview["channels"][number] }) {
  const { t, i18n } = useTranslation("archive");
  const day = (at: string) => new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(new Date(at));
  const { messages, new: fresh, first, last } = channel;
  return (
    <Checkbox value={channel.key} disabled={fresh === 0}>
      <b>{channel.name}</b>{" "}
      <small className={css.quiet}>
        {t(fresh === messages ? "imports.messages" : fresh ? "imports.messagesNew" : "imports.messagesKnown", {
          count: messages,
          fresh,
        })}{" "}
        · {day(first)} – {day(last)}
      </small>
    </Checkbox>
  );
}

/** Whom the authors are taken for; first those of whom only their name says it. */
function Authors({ preview }: { preview: Preview }) {
  const { t } = useTranslation("archive");
  const matched = preview.authors.filter((one) => one.match).length;
  const takenFor = (match: Preview["authors"][number]["match"]) => {
    if (!match) return t("imports.noMatch");
    const { name, by } = match;
    return by === "name" ? t("imports.matchName", { name }) : t("imports.match", { name, by: t(`imports.by.${by}`) });
  };
  return (
    <Sheet
      title={t("imports.authors")}
      hint={t("imports.authorsHint", { matched, total: preview.authors.length })}
      flush
    >
      <div className={css.form}>
        <Lines of={preview.authors}>
          {(one, place) => (
            <article key={place} className={own.author}>
              <span>{one.name}</span>
              {one.match?.by === "name" ? <ByName /> : null}
              <small className={css.quiet}>{takenFor(one.match)}</small>
            </article>
          )}
        </Lines>
      </div>
    </Sheet>
  );
}

function Refused({ preview, reasons }: { preview: Preview; reasons: Import["reasons"] }) {
  const { t } = useTranslation("archive");
  if (preview.refusals === 0) return null;
  return (
    <Sheet title={t("imports.refused", { count: preview.refusals })} flush>
      <div className={css.form}>
        {preview.refused.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never move
          <article key={place} className={css.line}>
            <span className={css.what}>{t("imports.where", { where: row.where })}</span>
            <small className={css.quiet}>{reasons[row.code] ?? row.code}</small>
          </article>
        ))}
      </div>
    </Sheet>
  );
}

/** The importer's word, without which nothing is entered. */
function Word({ org, one, preview, chosen, leave }: Props & { chosen: string[] }) {
  const { t } = useTranslation("archive");
  const [form] = Form.useForm();
  const [members, setMembers] = useState<Members>("marks");
  const apply = useApply(org, one.id);
  const drop = useDrop(org);
  const missing = useMissingBasis(form);
  const submit = (entered: Pick<Attestation, "basis" | "basis_note">) => {
    const note = entered.basis_note?.trim();
    const channels = chosen.map((key) => ({ key }));
    apply.mutate({ channels, members, basis: entered.basis, attested: true, ...(note && { basis_note: note }) });
  };
  return (
    <Sheet title={t("imports.word")} hint={t("imports.wordHint")}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} scrollToFirstError={FIRST_WRONG}>
        <Joiners preview={preview} chosen={chosen} members={members} choose={setMembers} />
        <BasisFields />
        <Refusal problem={apply.error} />
        <div className={css.line}>
          <ConfirmButton
            danger={false}
            title={t("imports.asideTitle")}
            consequence={t("imports.asideText")}
            confirm={t("imports.aside")}
            act={() => drop.mutateAsync(one.id).then(leave)}
          >
            {t("imports.aside")}
          </ConfirmButton>
          <Button type="primary" htmlType="submit" disabled={chosen.length === 0} loading={apply.isPending}>
            {chosen.length === 0 ? t("imports.nothing") : (missing ?? t("imports.apply", { count: chosen.length }))}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
