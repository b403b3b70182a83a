import { Ellipsis, Files, Info, Search, Settings2, Users } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { usePresence } from "@/app/presence";
import { catchKeys } from "@/kit/early";
import { IconButton } from "@/kit/IconButton";
import { MenuButton } from "@/kit/MenuButton";
import { PageHeader } from "@/kit/PageHeader";
import { StateSign, stateNow, usePresenceWords } from "@/kit/PresenceMark";
import { openPersonCard } from "@/rooms/organisations/door";
import type { Conversation } from "../calls";
import { itemsFor } from "../list/RowMenu";
import { titleOf, useChat } from "../model/chat";
import { usePlace } from "../usePlace";
import css from "./stage.module.css";

/** What is shown beside a group from its members on. */
const ASIDE: ReadonlySet<string> = new Set(["members", "person", "announcements", "requests", "settings"]);

export function StageHead({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const showing = ASIDE.has(place.details ?? "");
  const toggle = () => (showing ? place.closeDetails() : place.showMembers());
  return (
    <PageHeader
      title={<Title conversation={conversation} />}
      note={useNote(conversation)}
      back={place.close}
      actions={
        <>
          <SearchHere />
          {conversation.kind !== "direct" && (
            <IconButton label={t("stage.members")} icon={<Users />} active={showing} onClick={toggle} />
          )}
          <MenuButton label={t("stage.more")} icon={<Ellipsis />} items={useItems(conversation)} />
        </>
      }
    />
  );
}

/** Ways to what else there is of the conversation, and what one sets for oneself. */
function useItems(conversation: Conversation) {
  const { t } = useTranslation("messaging");
  const { showMembers, showSettings, showFiles } = usePlace();
  const group = [
    { key: "info", icon: <Info size={16} />, label: t("stage.info"), onClick: showMembers },
    { key: "settings", icon: <Settings2 size={16} />, label: t("settings.title"), onClick: showSettings },
  ];
  return [
    ...(conversation.kind === "direct" ? [] : group),
    { key: "files", icon: <Files size={16} />, label: t("stage.files"), onClick: showFiles },
    { type: "divider" as const, key: "own" },
    ...itemsFor(conversation, t),
  ];
}

/** The name: of one person it opens the card, of a group what there is to know of it. */
function Title({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const place = usePlace();
  const title = titleOf(conversation);
  const { peer } = conversation;
  if (!peer) {
    return (
      <button type="button" className={`${css.peer} thumb`} title={t("stage.info")} onClick={place.showMembers}>
        {title}
      </button>
    );
  }
  const wanted = {
    person: peer.id,
    name: title,
    avatar: peer.avatar ?? null,
    organisation: conversation.organisation_id,
  };
  return (
    <button
      type="button"
      className={`${css.peer} thumb`}
      title={t("person.card", { name: title })}
      onClick={(event) => (phone ? place.showPerson(peer.id) : openPersonCard(wanted, event.currentTarget))}
    >
      {title}
    </button>
  );
}

/** Of one person: how they are just now, and what they are. */
function PeerNote({ person, post }: { person: string; post: string }) {
  const { t } = useTranslation("messaging");
  const presence = usePresence(person);
  const words = usePresenceWords(person);
  return (
    <>
      {words ? (
        <span className={css.presence} data-presence>
          <StateSign state={stateNow(presence)} connected={presence?.connected ?? null} />
          {words}
          {t("kind.dot")}
        </span>
      ) : null}
      <span className={css.post}>{post}</span>
    </>
  );
}

/** Search in this conversation: by the button, or Ctrl/⌘ Shift F. */
function SearchHere() {
  const { t } = useTranslation("messaging");
  const { details, showSearch, closeDetails } = usePlace();
  const showing = details === "search";
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "f" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // Whoever presses it goes on typing at once.
      const there = showing ? document.querySelector<HTMLInputElement>("[data-asked]") : null;
      if (there) there.focus();
      else catchKeys(t("stage.search"));
      showSearch();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [showSearch, showing, t]);
  return (
    <IconButton
      label={t("stage.search")}
      icon={<Search />}
      active={showing}
      aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
      onClick={showing ? closeDetails : showSearch}
    />
  );
}

/** "部门群 · 32 人 · 群主 周岚" */
function useNote(conversation: Conversation): ReactNode {
  const { t } = useTranslation("messaging");
  const owner = useChat((state) => {
    // Of a group that has ended nobody is the owner: it says that it has.
    if (!conversation.open && conversation.kind !== "direct") return t("kind.ended");
    const id = conversation.owner_id;
    if (id === state.me) return t("kind.ownerYou");
    const name = id === null ? undefined : state.people[id]?.name;
    return name ? t("kind.owner", { name }) : null;
  });
  const link = t("kind.dot");
  if (conversation.peer) {
    return <PeerNote person={conversation.peer.id} post={conversation.peer.post ?? t("kind.direct")} />;
  }
  const parts = [t(`kind.${conversation.kind}`), t("kind.members", { count: conversation.members })];
  if (owner) parts.push(owner);
  return parts.join(link);
}
