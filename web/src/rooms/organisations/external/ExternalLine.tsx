import Tag from "antd/es/tag";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import type { ExternalRow } from "../calls";
import link from "../directory/MemberLink.module.css";
import css from "../lists/MemberLine.module.css";

interface Props {
  contact: ExternalRow;
  open: boolean;
  choose: (contact: string) => void;
}

/** Somebody outside in a list; opens the card. */
export function ExternalLine({ contact, open, choose }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <button
      type="button"
      className={link.row}
      aria-current={open ? "true" : undefined}
      data-external={contact.id}
      onClick={() => choose(contact.id)}
    >
      <span className={css.line}>
        <PersonAvatar id={contact.id} name={contact.name} src={contact.avatar} />
        <span className={css.words}>
          <span className={css.name}>
            {contact.name}
            {contact.labels.slice(0, 2).map((label) => (
              <Tag key={label} className={css.tag}>
                {label}
              </Tag>
            ))}
            {contact.keeper.left ? <Tag className={css.tag}>{t("external.left")}</Tag> : null}
          </span>
          <span className={css.posts}>{[contact.company, contact.post].filter(Boolean).join(" · ")}</span>
        </span>
        <span className={css.aside}>{contact.phone_masked}</span>
      </span>
    </button>
  );
}
