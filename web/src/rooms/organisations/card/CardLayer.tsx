import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { Floating } from "@/kit/Floating";
import PersonCard from "./PersonCard";
import css from "./PersonCard.module.css";
import { openCard } from "./person";

/** The card that stands open beside a face, wherever that is. */
export default function CardLayer({ close }: { close: () => void }) {
  const { t } = useTranslation("organisations");
  const wanted = useStore(openCard, (one) => one);
  if (!wanted) return null;
  return (
    <Floating key={wanted.person} anchor={wanted.anchor} label={t("card.title")} close={close}>
      <div className={css.body}>
        <PersonCard wanted={wanted} go={close} />
      </div>
    </Floating>
  );
}
