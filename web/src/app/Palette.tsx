/** Goes anywhere from the keyboard: people, conversations, places. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import { Dialog } from "@/kit/Dialog";
import { toastProblem } from "@/kit/toast";
import { Marked } from "@/rooms/search/door";
import css from "./Palette.module.css";
import { type Found, useFound } from "./palette-found";

export default function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const [q, setQ] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(q);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search starts at its first answer
  useEffect(() => setAt(0), [q]);
  useEffect(() => {
    document.getElementById(`found-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const go = async (one: Found | undefined) => {
    if (!one) return;
    try {
      const { to, search = {} } = await one.to();
      close();
      void navigate({ to, search: search as never });
    } catch (error) {
      toastProblem(error);
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") void go(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t("palette.title")} close={close} bare>
      <input
        className={css.field}
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={found.length > 0 ? `found-${at}` : undefined}
        aria-label={t("palette.title")}
        placeholder={t("palette.hint")}
        value={q}
        onChange={(event) => setQ(event.target.value)}
        onKeyDown={key}
      />
      <div className={css.found} id="found" role="listbox" aria-label={t("palette.title")}>
        {found.map((one, index) => (
          <Row
            key={one.key}
            one={one}
            index={index}
            active={index === at}
            before={found[index - 1]}
            go={() => void go(one)}
          />
        ))}
        {found.length === 0 && <p className={css.none}>{t("palette.none")}</p>}
      </div>
    </Dialog>
  );
}

interface RowProps {
  one: Found;
  index: number;
  active: boolean;
  before: Found | undefined;
  go: () => void;
}

function Row({ one, index, active, before, go }: RowProps) {
  const { t } = useTranslation("app");
  const Icon = one.icon;
  const Face = one.person ? PersonAvatar : GroupAvatar;
  return (
    <>
      {before?.kind !== one.kind && one.kind !== "all" && (
        <p className={css.kind} role="presentation">
          {t(`palette.${one.kind}`)}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above keeps the focus and takes the keys */}
      <div id={`found-${index}`} role="option" tabIndex={-1} aria-selected={active} className={css.row} onClick={go}>
        {Icon ? (
          <span className={css.icon}>
            <Icon aria-hidden="true" />
          </span>
        ) : (
          <Face id={one.faceId} name={one.title} src={one.avatar} size={30} />
        )}
        <span className={css.words}>
          <span>{one.title}</span>
          {one.text && (
            <small>
              <Marked parts={one.text} />
            </small>
          )}
        </span>
        {one.note && <small>{one.note}</small>}
        {one.count && <small>{t("palette.related", { count: one.count, more: one.more ? "+" : "" })}</small>}
      </div>
    </>
  );
}
