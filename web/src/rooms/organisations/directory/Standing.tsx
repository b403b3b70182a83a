import { useQuery } from "@tanstack/react-query";
import { Hourglass, PauseCircle, UserMinus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import { haltedOf } from "@/app/standing";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { When } from "@/kit/When";
import type { Halted, OwnApplication } from "../calls";
import { useWithdraw } from "../joining/queries";
import css from "./Standing.module.css";

/** Where one is a member no more, or not yet: what is so, and what one can do. */
export function Standing() {
  const me = useMe();
  const waiting = useWaitingApplications(me.id);
  const halted = haltedOf(me);
  if (halted.length === 0 && waiting.length === 0) return null;
  return (
    <ul className={css.list}>
      {halted.map((one) => (
        <HaltedLine key={one.organisation.id} one={one} />
      ))}
      {waiting.map((one) => (
        <WaitingLine key={one.id} one={one} />
      ))}
    </ul>
  );
}

/** Those alone that one is suspended in, for the page of somebody who has other organisations. */
export function Suspended() {
  const suspended = haltedOf(useMe()).filter((one) => one.state === "suspended");
  if (suspended.length === 0) return null;
  return (
    <ul className={css.list}>
      {suspended.map((one) => (
        <HaltedLine key={one.organisation.id} one={one} />
      ))}
    </ul>
  );
}

function useWaitingApplications(person: string): OwnApplication[] {
  const applications = useQuery<OwnApplication[], Problem>({
    queryKey: ["person", person, "invitations", "applications"],
    queryFn: async () => (await take(api.GET("/api/me/applications", { params: { query: { limit: 50 } } }))).items,
  });
  return (applications.data ?? []).filter((one) => one.state === "pending");
}

function Line({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className={css.line}>
      {icon}
      <div>
        <div className={css.title}>{title}</div>
        <div className={css.text}>{children}</div>
      </div>
    </li>
  );
}

function HaltedLine({ one }: { one: Halted }) {
  const { t } = useTranslation("organisations");
  const icon = one.state === "suspended" ? <PauseCircle aria-hidden /> : <UserMinus aria-hidden />;
  return (
    <Line icon={icon} title={t(`standing.${one.state}`, { organisation: one.organisation.name })}>
      {one.at ? (
        <>
          <When at={one.at} />
          {t("standing.since")}
        </>
      ) : null}
      {t(`standing.${one.state}Hint`)}
    </Line>
  );
}

function WaitingLine({ one }: { one: OwnApplication }) {
  const { t } = useTranslation("organisations");
  const withdraw = useWithdraw();
  return (
    <Line icon={<Hourglass aria-hidden />} title={t("standing.waiting", { organisation: one.organisation.name })}>
      <When at={one.created_at} />
      {t("standing.since")}
      {t("standing.waitingHint")}
      <div>
        <ConfirmButton
          type="link"
          danger={false}
          style={{ padding: 0 }}
          title={t("join.withdrawTitle")}
          consequence={t("join.withdrawText")}
          confirm={t("join.withdraw")}
          act={() => withdraw.mutateAsync(one.organisation.id)}
        >
          {t("join.withdraw")}
        </ConfirmButton>
      </div>
    </Line>
  );
}
