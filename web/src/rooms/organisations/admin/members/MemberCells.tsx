import Tag from "antd/es/tag";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import type { MemberRow } from "../../calls";
import { postsInWords } from "../../lists/MemberLine";
import css from "./MembersTable.module.css";

/** A member as the cells of a row. */
export function MemberCells({ member }: { member: MemberRow }) {
  const { t } = useTranslation("organisations");
  return (
    <>
      <span className={css.who}>
        <PersonAvatar id={member.person_id} name={member.name} src={member.avatar} size={32} />
        <span className={css.cut}>{member.name}</span>
        {member.kind === "employee" ? null : <Tag className={css.tag}>{t(`memberKinds.${member.kind}`)}</Tag>}
        {member.posts.some((post) => post.head) ? <Tag className={css.tag}>{t("directory.head")}</Tag> : null}
      </span>
      <span className={css.cut} title={postsInWords(member.posts)}>
        {postsInWords(member.posts)}
      </span>
      <span className={css.number}>{member.phone_masked}</span>
      <span>
        <span className={css.dot} data-status={member.status} />
        {t(`status.${member.status}`)}
      </span>
    </>
  );
}
