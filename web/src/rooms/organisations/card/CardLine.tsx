import { useRouter } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MemberCard } from "../calls";
import css from "./CardFacts.module.css";
import { useCardLinks } from "./links";

/** A link inside the product by its whole address. */
export function Go({ to, children, go }: { to: string; children: string; go?: (() => void) | undefined }) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go?.();
    void router.navigate({ href: to });
  };
  return (
    <a href={to} className={css.link} onClick={follow}>
      {children}
    </a>
  );
}

interface Props {
  org: string;
  card: MemberCard;
  go?: (() => void) | undefined;
}

/** Whom somebody reports to, up to the top. */
export function ReportsTo({ org, card, go }: Props) {
  const { t } = useTranslation("organisations");
  const { toMember } = useCardLinks(org);
  const chain = card.managers.length > 0 ? card.managers : card.manager ? [card.manager] : [];
  if (chain.length === 0) return null;
  return (
    <>
      <dt>{t("card.reportsTo")}</dt>
      <dd>
        <ol className={css.chain}>
          {chain.map((one, step) => (
            <li key={one.member_id}>
              {step > 0 ? <ChevronRight size={14} aria-hidden /> : null}
              <Go to={toMember(one.member_id)} go={go}>
                {one.name}
              </Go>
            </li>
          ))}
        </ol>
      </dd>
    </>
  );
}

const FEW = 6;

/** Whom somebody leads: a few, the others when asked for. */
export function Leads({ org, card, go }: Props) {
  const { t } = useTranslation("organisations");
  const { toMember } = useCardLinks(org);
  const [all, setAll] = useState(false);
  if (card.reports_total === 0) return null;
  const shown = all ? card.reports : card.reports.slice(0, FEW);
  const rest = card.reports_total - shown.length;
  return (
    <>
      <dt>{t("card.leads")}</dt>
      <dd className={css.people}>
        {shown.map((one) => (
          <Go key={one.member_id} to={toMember(one.member_id)} go={go}>
            {one.name}
          </Go>
        ))}
        {rest > 0 && !all && card.reports.length > FEW ? (
          <button type="button" className={css.link} onClick={() => setAll(true)}>
            {t("card.leadsMore", { count: rest })}
          </button>
        ) : rest > 0 ? (
          <span>{t("card.leadsMore", { count: rest })}</span>
        ) : null}
      </dd>
    </>
  );
}
