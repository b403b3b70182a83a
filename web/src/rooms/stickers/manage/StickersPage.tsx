import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import { Plus, Sticker } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { StickerSet } from "../calls";
import { setsQuery } from "../queries";
import { SetDialog } from "./SetDialog";
import { SetSheet } from "./SetSheet";
import css from "./stickers.module.css";

/** The sets of an organisation: made, filled, named, put in order and removed. */
export default function StickersPage({ org }: { org: string }) {
  const { t } = useTranslation("stickers");
  const sets = useQuery(setsQuery(org));
  const [naming, setNaming] = useState<StickerSet | "new" | null>(null);
  const make = (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setNaming("new")}>
      {t("make")}
    </Button>
  );
  return (
    <Body narrow>
      {sets.isPending && <Skeleton rows={6} avatar={false} />}
      {sets.error && <ErrorState problem={sets.error} retry={() => void sets.refetch()} />}
      {sets.data?.length === 0 && (
        <EmptyState icon={<Sticker />} title={t("none")} hint={t("noneHint")} action={make} />
      )}
      {sets.data && sets.data.length > 0 && (
        <>
          <div className={css.top}>
            <p>{t("hint")}</p>
            {make}
          </div>
          {sets.data.map((set) => (
            <SetSheet key={set.id} org={org} set={set} all={sets.data} rename={() => setNaming(set)} />
          ))}
        </>
      )}
      {naming && <SetDialog org={org} set={naming === "new" ? null : naming} close={() => setNaming(null)} />}
    </Body>
  );
}
