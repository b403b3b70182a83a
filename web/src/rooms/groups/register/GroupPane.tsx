import Button from "antd/es/button";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { PersonAvatar } from "@/kit/Avatar";
import { Body } from "@/kit/Body";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { PageHeader } from "@/kit/PageHeader";
import { ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { GroupRow, SeatRow } from "../calls";
import { handOver, keepGroup, takeOut, useGroupAct, useSeats } from "../queries";
import { State } from "./GroupLine";
import { MergeDialog } from "./MergeDialog";
import css from "./register.module.css";

/** One group in numbers: its members to review, and what an admin does with it. Each act is audited. */
export default function GroupPane({ org, row, close }: { org: string; row: GroupRow; close: () => void }) {
  const { t } = useTranslation(["groups", "app"]);
  const phone = useIsPhone();
  useLayer(true, close);
  const made = row.kind === "group";
  return (
    <>
      <PageHeader
        title={row.name}
        back={close}
        actions={phone ? null : <IconButton label={t("app:act.close")} icon={<X />} onClick={close} />}
      />
      <Body>
        <p className={css.facts}>
          <State row={row} />
          {t("register.facts", { members: row.members, recent: row.recent })}
        </p>
        {made ? row.open && <Acts org={org} row={row} close={close} /> : <p>{t("register.department")}</p>}
        <Members org={org} row={row} close={close} />
      </Body>
    </>
  );
}

function Acts({ org, row, close }: { org: string; row: GroupRow; close: () => void }) {
  const { t } = useTranslation("groups");
  const [merging, setMerging] = useState(false);
  const keep = useGroupAct(org, () => keepGroup(org, row.id), t("register.keep"), close);
  return (
    <div className={css.acts}>
      {row.ends_at && (
        <Button loading={keep.isPending} onClick={() => keep.mutate(undefined)}>
          {t("register.keep")}
        </Button>
      )}
      <Button onClick={() => setMerging(true)}>{t("register.merge")}</Button>
      {merging && <MergeDialog org={org} row={row} close={() => setMerging(false)} done={close} />}
    </div>
  );
}

function Members({ org, row, close }: { org: string; row: GroupRow; close: () => void }) {
  const { t } = useTranslation("groups");
  const seats = useSeats(org, row.id);
  if (seats.isPending) return <Skeleton rows={5} />;
  if (seats.error) return <ErrorState problem={seats.error} retry={() => void seats.refetch()} />;
  return (
    <section aria-label={t("register.review")}>
      <h3 className={css.title}>{t("register.review")}</h3>
      <ul className={css.seats}>
        {seats.data.items.map((seat) => (
          <Seat key={seat.person_id} seat={seat} org={org} row={row} close={close} />
        ))}
      </ul>
      {seats.hasNextPage && (
        <Button type="link" loading={seats.isFetchingNextPage} onClick={() => void seats.fetchNextPage()}>
          …
        </Button>
      )}
    </section>
  );
}

interface SeatProps {
  seat: SeatRow;
  org: string;
  row: GroupRow;
  close: () => void;
}

function Seat({ seat, org, row, close }: SeatProps) {
  const { t } = useTranslation("groups");
  const { name, person_id: person } = seat;
  const give = useGroupAct(org, () => handOver(org, row.id, person), t("register.handedOver"), close);
  const out = useGroupAct(org, () => takeOut(org, row.id, person), t("register.removed", { name }));
  const may = row.open && row.kind === "group" && seat.role !== "owner";
  return (
    <li>
      <PersonAvatar id={person} name={name} src={seat.avatar} size={32} />
      <span className={css.who}>
        <span>
          {name} {seat.role !== "member" && <i className={css.calm}>{t(`register.roles.${seat.role}`)}</i>}
          {!seat.active && <i className={css.urgent}>{t("register.inactive")}</i>}
        </span>
        <small>
          {[seat.post].filter(Boolean).join("")}
          {seat.post ? " · " : ""}
          {seat.spoke_at ? <When at={seat.spoke_at} as="brief" /> : t("register.silent")}
        </small>
      </span>
      {may && seat.active && (
        <Button size="small" loading={give.isPending} onClick={() => give.mutate(undefined)}>
          {t("register.handOver")}
        </Button>
      )}
      {may && (
        <ConfirmButton
          size="small"
          title={`${t("register.remove")} · ${name}`}
          consequence={row.name}
          confirm={t("register.remove")}
          act={() => out.mutateAsync(undefined)}
        >
          {t("register.remove")}
        </ConfirmButton>
      )}
    </li>
  );
}
