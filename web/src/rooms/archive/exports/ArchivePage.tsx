import Button from "antd/es/button";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import { FileArchive, MessagesSquare } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { GroupChoice } from "../calls";
import { Imports } from "../imports/Imports";
import { useExports, useGroups } from "../queries";
import ExportDialog from "./ExportDialog";
import { ExportLine } from "./ExportLine";
import css from "./exports.module.css";

type Place = "exports" | "imports";

/** Conversations of the organisation as files, as far as one's powers go: taken out, and brought in. */
export default function ArchivePage({ org, places }: { org: string; places: Place[] }) {
  const { t } = useTranslation("archive");
  const [chosen, setChosen] = useState<Place>(places[0] ?? "exports");
  const options = places.map((value) => ({ value, label: t(`places.${value}`) }));
  return (
    <Body narrow>
      {places.length > 1 && (
        <Segmented
          aria-label={t("way")}
          value={chosen}
          options={options}
          onChange={setChosen}
          style={{ marginBottom: 16 }}
        />
      )}
      {chosen === "imports" && <Imports org={org} />}
      {chosen === "exports" && (
        <>
          <Mine org={org} />
          <Groups org={org} />
        </>
      )}
    </Body>
  );
}

function Mine({ org }: { org: string }) {
  const { t } = useTranslation("archive");
  const mine = useExports();
  const here = mine.data?.filter((one) => one.organisation_id === org) ?? [];
  return (
    <Sheet title={t("mine")} hint={t("mineHint")} flush>
      {mine.isPending && <Skeleton rows={2} avatar={false} />}
      {mine.error && <ErrorState problem={mine.error} retry={() => void mine.refetch()} />}
      {mine.data && here.length === 0 && <EmptyState icon={<FileArchive />} title={t("none")} hint={t("noneHint")} />}
      <div className={css.form}>
        {here.map((one) => (
          <ExportLine key={one.id} one={one} named />
        ))}
      </div>
    </Sheet>
  );
}

function Groups({ org }: { org: string }) {
  const { t } = useTranslation("archive");
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q.trim());
  const groups = useGroups(org, asked);
  return (
    <Sheet title={t("groups")} hint={t("groupsHint")} flush>
      <div className={css.form}>
        <Input
          allowClear
          value={q}
          placeholder={t("search")}
          aria-label={t("search")}
          onChange={(event) => setQ(event.target.value)}
        />
      </div>
      {groups.isPending && <Skeleton rows={5} avatar={false} />}
      {groups.error && <ErrorState problem={groups.error} retry={() => void groups.refetch()} />}
      {groups.data?.items.length === 0 && (
        <EmptyState icon={<MessagesSquare />} title={t(asked ? "noGroups" : "noGroupsYet")} />
      )}
      <div className={css.form}>
        {groups.data?.items.map((one) => (
          <GroupLine key={one.id} one={one} org={org} />
        ))}
      </div>
      {groups.hasNextPage && (
        <div className={css.form}>
          <Button loading={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Sheet>
  );
}

function GroupLine({ one, org }: { one: GroupChoice; org: string }) {
  const { t } = useTranslation("archive");
  const [open, setOpen] = useState(false);
  return (
    <article className={css.line}>
      <div className={css.what}>
        <b>{one.name}</b>
        {one.above.length > 0 && <small className={css.quiet}>{one.above.join(" / ")}</small>}
        <small className={css.quiet}>
          {[t(`kinds.${one.kind}`), t("people", { count: one.members }), one.owner].filter(Boolean).join(" · ")} ·{" "}
          <When at={one.last_at} as="brief" />
        </small>
      </div>
      <Button onClick={() => setOpen(true)} aria-label={t("exportOne", { name: one.name })}>
        {t("export")}
      </Button>
      {open && <ExportDialog subject={{ id: one.id, name: one.name, org }} close={() => setOpen(false)} />}
    </article>
  );
}
