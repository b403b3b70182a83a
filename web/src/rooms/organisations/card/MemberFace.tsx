import Tag from "antd/es/tag";
import { useTranslation } from "react-i18next";
import { usePresence } from "@/app/presence";
import { PersonAvatar } from "@/kit/Avatar";
import { StateSign, stateNow, usePresenceWords } from "@/kit/PresenceMark";
import type { MemberCard } from "../calls";
import css from "./MemberFace.module.css";

/** The head of a card: face, name, post, introduction. */
export function MemberFace({ card }: { card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const presence = usePresence(card.person_id);
  const words = usePresenceWords(card.person_id);
  const post = card.posts.find((one) => one.post)?.post;
  return (
    <div className={css.face}>
      <PersonAvatar id={card.person_id} name={card.name} src={card.avatar} size={64} />
      <div className={css.words}>
        <h2>{card.name}</h2>
        {post ? <p>{post}</p> : null}
        {words ? (
          <p className={css.now} data-presence>
            <StateSign state={stateNow(presence)} connected={presence?.connected ?? null} />
            {words}
          </p>
        ) : null}
        <div>
          {card.main_admin ? <Tag>{t("roles.mainAdmin")}</Tag> : null}
          {card.kind === "employee" ? null : <Tag>{t(`memberKinds.${card.kind}`)}</Tag>}
          {card.status === "active" ? null : <Tag>{t(`status.${card.status}`)}</Tag>}
        </div>
      </div>
    </div>
  );
}
