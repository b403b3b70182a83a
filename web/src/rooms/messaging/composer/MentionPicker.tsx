import { useTranslation } from "react-i18next";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import css from "./composer.module.css";
import type { useMentions } from "./useMentions";

export default function MentionPicker({ mentions }: { mentions: ReturnType<typeof useMentions> }) {
  const { t } = useTranslation("messaging");
  return (
    <div className={css.mentions} id="mention-list" role="listbox" aria-label={t("composer.mention")}>
      {mentions.choices.map((choice, index) => (
        <div
          key={choice.id}
          id={`mention-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === mentions.at}
          // The field keeps the focus: one goes on writing.
          onPointerDown={(event) => {
            event.preventDefault();
            mentions.choose(choice);
          }}
        >
          {choice.id === "all" ? (
            <GroupAvatar id="all" name={choice.name} size={28} />
          ) : (
            <PersonAvatar id={choice.id} name={choice.name} src={choice.avatar} size={28} />
          )}
          <span>{choice.name}</span>
          {choice.post && <small>{choice.post}</small>}
        </div>
      ))}
    </div>
  );
}
