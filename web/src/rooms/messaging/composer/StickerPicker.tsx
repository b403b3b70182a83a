import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { pictureOf, type StickerSet, useSets } from "@/rooms/stickers/door";
import { StickerView } from "../content/StickerView";
import { OWN_SET, STICKERS } from "../content/stickers";
import css from "./composer.module.css";
import { gridArrows, usePanel } from "./usePanel";

interface Props {
  /** The conversation's; between two people the sets of all of one's own may be sent. */
  organisation: string | null;
  choose: (set: string, name: string) => void;
  close: () => void;
}

/** One that can be chosen: of the product's own set, or with a picture one of an organisation's. */
interface Choice {
  set: string;
  name: string;
  label: string;
  words: string[];
  picture?: string;
}

/** The product's own stickers and the organisations', a tab each; words find them in all. A press sends one. */
export default function StickerPicker({ organisation, choose, close }: Props) {
  const { t } = useTranslation(["messaging", "stickers"]);
  const me = useMe();
  const panel = usePanel(close);
  const sets = useSets(organisation ? [organisation] : me.memberships.map((one) => one.organisation.id));
  const [tab, setTab] = useState(OWN_SET);
  const [typed, setTyped] = useState("");
  // Without sets there is nothing to type into.
  const q = sets.length > 0 ? typed.trim() : "";
  const own = useOwn();
  const shown = sets.find((one) => one.set.id === tab);
  const all = [...own, ...sets.flatMap(({ org, set }) => choicesOf(org, set))];
  const here = q ? all.filter((one) => matches(one, q)) : shown ? choicesOf(shown.org, shown.set) : own;
  const tabs = [{ id: OWN_SET, name: t("stickers:own") }, ...sets.map(({ set: { id, name } }) => ({ id, name }))];
  const send = ({ set, name }: Choice) => {
    choose(set, name);
    close();
  };
  return (
    <div ref={panel} className={css.stickers} role="dialog" aria-label={t("composer.stickers")}>
      {sets.length > 0 && (
        <>
          <input
            className={css.find}
            type="search"
            value={typed}
            placeholder={t("stickers:find")}
            aria-label={t("stickers:find")}
            onChange={(event) => setTyped(event.target.value)}
          />
          {!q && <Tabs tabs={tabs} chosen={shown ? tab : OWN_SET} choose={setTab} />}
        </>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons in it */}
      <div className={css.grid} onKeyDown={gridArrows}>
        {here.map((one) => (
          <button key={one.set + one.name} type="button" title={one.label} onClick={() => send(one)}>
            {one.picture ? (
              <img src={one.picture} alt={one.label} loading="lazy" />
            ) : (
              <StickerView name={one.name} size={64} />
            )}
          </button>
        ))}
      </div>
      {here.length === 0 && <p className={css.nothing}>{t(q ? "stickers:notFound" : "stickers:emptySet")}</p>}
    </div>
  );
}

function useOwn(): Choice[] {
  const { t } = useTranslation("messaging");
  return Object.keys(STICKERS).map((name) => ({ set: OWN_SET, name, label: t(`sticker.${name}`), words: [name] }));
}

function choicesOf(org: string, { id, stickers }: StickerSet): Choice[] {
  return stickers.map((one) => ({ ...one, set: id, name: one.id, picture: pictureOf(org, id, one.id) }));
}

function matches({ label, words }: Choice, q: string): boolean {
  return [label, ...words].some((word) => word.toLowerCase().includes(q.toLowerCase()));
}

interface TabsProps {
  tabs: { id: string; name: string }[];
  chosen: string;
  choose: (id: string) => void;
}

function Tabs({ tabs, chosen, choose }: TabsProps) {
  const { t } = useTranslation("stickers");
  return (
    <div className={css.sets} role="tablist" aria-label={t("sets")} tabIndex={-1} onKeyDown={gridArrows}>
      {tabs.map(({ id, name }) => (
        <button key={id} type="button" role="tab" aria-selected={id === chosen} onClick={() => choose(id)}>
          {name}
        </button>
      ))}
    </div>
  );
}
