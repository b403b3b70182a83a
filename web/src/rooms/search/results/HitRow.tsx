import { useTranslation } from "react-i18next";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import { When } from "@/kit/When";
import { type Hit, whole } from "../calls";
import { Marked } from "./Marked";
import css from "./results.module.css";

interface Props {
  hit: Hit;
  /** Messages are told by their conversation; people and groups by their name alone. */
  texts: boolean;
  current?: boolean;
  open: () => void;
}

/** One thing found: a person, a group, or a conversation with what was said in it. */
export function HitRow({ hit, texts, current = false, open }: Props) {
  const { t } = useTranslation("search");
  const person = hit.form === undefined || hit.form === null || hit.form === "direct";
  const Face = person ? PersonAvatar : GroupAvatar;
  const name = whole(hit.title) || t("nobody");
  const several = (hit.count ?? 1) > 1;
  return (
    <button type="button" className={css.row} onClick={open} aria-current={current || undefined}>
      <Face id={hit.face_id ?? hit.id} name={name} src={hit.avatar ?? null} />
      <span className={css.words}>
        <span className={css.first}>
          <span className={css.name}>{name === t("nobody") ? name : <Marked parts={hit.title} />}</span>
          {!texts && hit.note && (
            <small>
              <Marked parts={hit.note} />
            </small>
          )}
          {hit.members && <small>{t("members", { count: hit.members })}</small>}
          {texts && hit.at && <When at={hit.at} as="brief" className={css.time} />}
        </span>
        {texts && (
          <span className={css.second}>
            <span className={css.text}>
              {hit.who_name && !(person && hit.who === hit.face_id) && `${hit.who_name}${t("colon")}`}
              <Marked parts={hit.text} />
            </span>
            {several && <b className={css.count}>{t("related", { count: hit.count, more: hit.more ? "+" : "" })}</b>}
          </span>
        )}
      </span>
    </button>
  );
}
