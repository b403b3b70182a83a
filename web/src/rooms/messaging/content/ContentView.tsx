import { MapPin } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { part } from "@/kit/part";
import { Skeleton } from "@/kit/states";
import { said } from "@/kit/time";
import type { Card, Content, Fact } from "../calls";
import css from "./content.module.css";
import { FilesView, type Place } from "./FilesView";
import { MergedView } from "./MergedView";
import { StickerPicture } from "./StickerPicture";
import { StickerView } from "./StickerView";
import { OWN_SET } from "./stickers";

const PollView = part(() => import("./PollView"), {
  waiting: ({ poll }) => <Skeleton rows={poll.options.length + 1} />,
});

interface ContentProps {
  content: Content;
  /** Without it, it is looked at inside messages forwarded together, where nothing can be done with it. */
  fact?: Fact;
  /** The message it stands in, through which its files are fetched. */
  place?: Place;
}

/** What a message carries. */
export function ContentView({ content, fact, place = fact }: ContentProps) {
  switch (content.kind) {
    case "sticker":
      return content.set === OWN_SET ? (
        <StickerView name={content.name} />
      ) : (
        <StickerPicture sticker={content} place={place} />
      );
    case "poll":
      return <PollView poll={content} fact={fact} />;
    case "location":
      return <Spot label={content.label ?? ""} latitude={content.latitude} longitude={content.longitude} />;
    case "files":
    case "voice":
      return place && <FilesView content={content} place={place} />;
    default:
      return (
        <MergedView merged={content} show={(inner) => <ContentView content={inner} {...(place && { place })} />} />
      );
  }
}

interface SpotProps {
  label: string;
  latitude: number;
  longitude: number;
}

/** `geo:` opens the map the person uses; nothing is fetched from anywhere to show it. */
function Spot({ label, latitude, longitude }: SpotProps) {
  const { t } = useTranslation("messaging");
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <a className={css.place} href={`geo:${latitude},${longitude}?q=${latitude},${longitude}`}>
      <MapPin aria-hidden="true" />
      <b>{label || t("content.location")}</b>
      <small>{where}</small>
    </a>
  );
}

export function OriginLine({ fact }: { fact: Fact }) {
  const { t } = useTranslation(["messaging", "app"]);
  const language = useLanguage();
  if (!fact.origin) return null;
  const words = { today: t("app:time.today"), yesterday: t("app:time.yesterday") };
  const when = said(new Date(fact.origin.at), new Date(), language, words);
  const { source } = fact.origin;
  const name = fact.origin.name || t("person.unknown");
  const line = source
    ? t("content.imported", { name, when, source: t(`content.${source}`) })
    : t("content.origin", { name, when });
  return <p className={css.origin}>{line}</p>;
}

/** Of cards made before they told their host. What the server reads as an address, a browser may not. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}

export function Cards({ cards }: { cards: Card[] }) {
  return cards.map((card) => (
    <a key={card.url} className={css.card} href={card.url} target="_blank" rel="noopener noreferrer nofollow">
      <b dir="auto">{card.title}</b>
      {card.description && <p dir="auto">{card.description}</p>}
      <small>
        <span dir="ltr">{card.host || hostOf(card.url)}</span>
        {card.site && <bdi> · {card.site}</bdi>}
      </small>
    </a>
  ));
}
