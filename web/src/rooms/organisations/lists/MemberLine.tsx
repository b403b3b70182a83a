import Tag from "antd/es/tag";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { PresenceMark, PresenceWord } from "@/kit/PresenceMark";
import type { MemberRow, Post } from "../calls";
import css from "./MemberLine.module.css";

/** What a member does, as one says it: 教务处 · 处长; two departments at most, the rest counted. */
export function postsInWords(posts: Post[]): string {
  const said = posts.slice(0, 2).map((post) => [post.department, post.post].filter(Boolean).join(" · "));
  return said.join(" / ") + (posts.length > 2 ? ` +${posts.length - 2}` : "");
}

interface Props {
  member: MemberRow;
  /** Instead of the masked phone number. */
  aside?: ReactNode;
  /** With how the member is just now. */
  live?: boolean;
}

/** A member in a list: who, where and as what. */
export function MemberLine({ member, aside, live = false }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <span className={css.line}>
      <PersonAvatar
        id={member.person_id}
        name={member.name}
        src={member.avatar}
        mark={live && member.person_id ? <PresenceMark person={member.person_id} /> : null}
      />
      <span className={css.words}>
        <span className={css.name}>
          {member.shown}
          {member.posts.some((post) => post.head) ? <Tag className={css.tag}>{t("directory.head")}</Tag> : null}
          {member.kind === "employee" ? null : <Tag className={css.tag}>{t(`memberKinds.${member.kind}`)}</Tag>}
          {member.status === "active" ? null : <Tag className={css.tag}>{t(`status.${member.status}`)}</Tag>}
        </span>
        <span className={css.posts}>
          {live && member.person_id ? <PresenceWord person={member.person_id} /> : null}
          {postsInWords(member.posts)}
        </span>
      </span>
      <span className={css.aside}>{aside ?? member.phone_masked}</span>
    </span>
  );
}
