import Button from "antd/es/button";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { isLost } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { Body } from "@/kit/Body";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { PageHeader } from "@/kit/PageHeader";
import { ErrorState, Skeleton } from "@/kit/states";
import { toastProblem } from "@/kit/toast";
import { When } from "@/kit/When";
import type { GroupRow, SeatRow } from "../calls";
import { handOver, keepGroup, takeOut, useGroup, useGroupAct, useSeats } from "../queries";
import { State } from "./GroupLine";
import { MergeDialog } from "./MergeDialog";
import css from "./register.module.css";

/** One group in numbers: its members to review, and what an admin does with it. Each act is audited. */
export default function GroupPane({ org, id, close }: { org: string; id: string; close: () => void }) {
  const { t } = useTranslation("app");
  const phone = useIsPhone();
  useLayer(true, close);
  const group = useGroup(org, id);
  return (
    <>
      <PageHeader
        title={group.data?.name}
        back={close}
        actions={phone ? null : <IconButton label={t("act.close")} icon={<X />} onClick={close} />}
      />
      {group.isPending && <Skeleton rows={8} />}
      {isLost(group) ? (
        <ErrorState problem={group.error} retry={() => void group.refetch()} />
      ) : (
        group.data && <Told org={org} row={group.data} />
      )}
    </>
  );
}

function Told({ org, row }: { org: string; row: GroupRow }) {
  const { t } = useTranslation("groups");
  const made = row.kind === "group";
  return (
    <Body>
      <p className={css.facts}>
        <State row={row} />
        {t("register.facts", { members: row.members, recent: row.recent })}
      </p>
      {made ? row.open && <Acts org={org} row={row} /> : <p>{t("register.department")}</p>}
      <Members org={org} row={row} />
    </Body>
  );
}

function Acts({ org, row }: { org: string; row: GroupRow }) {
  const { t } = useTranslation("groups");
  const [merging, setMerging] = useState(false);
  const keep = useGroupAct(org, () => keepGroup(org, row.id), t("register.kept"));
  return (
    <div className={css.acts}>
      {row.ends_at && (
        <Button loading={keep.isPending} onClick={() => keep.mutate(undefined, { onError: toastProblem })}>
          {t("register.keep")}
        </Button>
      )}
      <Button onClick={() => setMerging(true)}>{t("register.merge")}</Button>
      {merging && <MergeDialog org={org} row={row} close={() => setMerging(false)} />}
    </div>
  );
}

function Members({ org, row }: { org: string; row: GroupRow }) {
  const { t } = useTranslation("groups");
  const seats = useSeats(org, row.id);
  if (seats.isPending) return <Skeleton rows={5} />;
  if (isLost(seats)) return <ErrorState problem={seats.error} retry={() => void seats.refetch()} />;
  return (
    <section aria-label={t("register.review")}>
      <h3 className={css.title}>{t("register.review")}</h3>
      <ul className={css.seats}>
        {seats.data.items.map((seat) => (
          <Seat key={seat.person_id} seat={seat} org={org} row={row} />
        ))}
      </ul>
      {seats.hasNextPage && (
        <Button type="link" loading={seats.isFetchingNextPage} onClick={() => void seats.fetchNextPage()}>
          {t("register.more")}
        </Button>
      )}
    </section>
  );
}

interface SeatProps {
  seat: SeatRow;
  org: string;
  row: GroupRow;
}

function Seat({ seat, org, row }: SeatProps) {
  const { t } = useTranslation("groups");
  const { name, person_id: person } = seat;
  const { name: group, owner } = row;
  const give = useGroupAct(org, () => handOver(org, row.id, person), t("register.handedOver"));
  const out = useGroupAct(org, () => takeOut(org, row.id, person), t("register.removed", { name }));
  const may = row.open && row.kind === "group" && seat.role !== "owner";
  // On a phone as large as a thumb.
  const size = useIsPhone() ? "middle" : "small";
  return (
    <li>
      <PersonAvatar id={person} name={name} src={seat.avatar} size={32} />
      <span className={css.who}>
        <span>
          {name} {seat.role !== "member" && <i className={css.calm}>{t(`register.roles.${seat.role}`)}</i>}
          {!seat.active && <i className={css.urgent}>{t("register.inactive")}</i>}
        </span>
        <small>
          {seat.post ? `${seat.post} · ` : ""}
          {seat.spoke_at ? <When at={seat.spoke_at} as="brief" /> : t("register.silent")}
        </small>
      </span>
      {may && seat.active && (
        <ConfirmButton
          size={size}
          danger={false}
          title={t("register.handOverTitle", { name, group })}
          consequence={owner ? t("register.handOverHint", { name, owner }) : t("register.handOverFree", { name })}
          confirm={t("register.handOver")}
          act={() => give.mutateAsync(undefined)}
        >
          {t("register.handOver")}
        </ConfirmButton>
      )}
      {may && (
        <ConfirmButton
          size={size}
          title={t("register.removeTitle", { name, group })}
          consequence={t("register.removeHint", { name })}
          confirm={t("register.remove")}
          act={() => out.mutateAsync(undefined)}
        >
          {t("register.remove")}
        </ConfirmButton>
      )}
    </li>
  );
}
