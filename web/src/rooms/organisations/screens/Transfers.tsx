import { useNavigate, useParams } from "@tanstack/react-router";
import Segmented from "antd/es/segmented";
import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Panes } from "@/kit/Panes";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { More } from "../lists/More";
import { type Tab, useTransfers } from "../transfers/queries";
import { TransferLine } from "../transfers/TransferLine";
import css from "../transfers/Transfers.module.css";

const TABS: Tab[] = ["waiting", "running", "closed"];

/** Transfers between departments: what waits for one's word, what is under way, how others ended. */
export default function Transfers() {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const { org = "" } = useParams({ strict: false }) as { org?: string };
  const waiting = useTransfers(org, "waiting");
  const [chosen, setChosen] = useState<Tab>();
  const tab = chosen ?? (waiting.data && waiting.data.items.length === 0 ? "running" : "waiting");
  const back = () => void navigate({ href: `/directory/${org}` });
  const stage = (
    <>
      <PageHeader title={t("transfers.title")} back={back} />
      <Body>
        <Segmented
          aria-label={t("transfers.title")}
          block
          className={css.tabs}
          value={tab}
          onChange={setChosen}
          options={TABS.map((value) => ({ value, label: t(`transfers.tabs.${value}`) }))}
        />
        <Listed org={org} tab={tab} />
      </Body>
    </>
  );
  return (
    <Panes stage={stage} depth="stage" back={back} labels={{ list: "", stage: t("transfers.title"), details: "" }} />
  );
}

function Listed({ org, tab }: { org: string; tab: Tab }) {
  const { t } = useTranslation("organisations");
  const transfers = useTransfers(org, tab);
  if (transfers.isPending) return <Skeleton rows={4} />;
  if (isLost(transfers)) return <ErrorState problem={transfers.error} retry={() => void transfers.refetch()} />;
  if (transfers.data.items.length === 0) {
    return <EmptyState icon={<ArrowRightLeft />} title={t(`transfers.empty.${tab}`)} hint={t("transfers.emptyHint")} />;
  }
  return (
    <>
      <Sheet flush>
        <ul className={css.list}>
          {transfers.data.items.map((one) => (
            <TransferLine key={one.id} org={org} transfer={one} />
          ))}
        </ul>
      </Sheet>
      <More list={transfers} />
    </>
  );
}
