import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { Eye, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { full } from "@/kit/time";
import { toast } from "@/kit/toast";
import { When } from "@/kit/When";
import type { MadeWitness, Witness } from "../../calls";
import css from "../Rows.module.css";
import { NewWitnessDialog } from "./NewWitnessDialog";
import { useEndWitness, useWitnesses } from "./queries";
import { WitnessTicket } from "./WitnessTicket";

/** Who follows the organisation's evidence log from elsewhere, and what they last saw. */
export function Witnesses({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const witnesses = useWitnesses(org);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeWitness>();
  return (
    <Sheet
      title={t("witnesses.title")}
      hint={t("witnesses.hint")}
      flush
      actions={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t("witnesses.add")}
        </Button>
      }
    >
      {made ? <WitnessTicket org={org} made={made} /> : null}
      {witnesses.isPending ? <Skeleton rows={2} avatar={false} /> : null}
      {witnesses.error ? <ErrorState problem={witnesses.error} retry={() => void witnesses.refetch()} /> : null}
      {witnesses.data?.length === 0 ? (
        <EmptyState icon={<Eye />} title={t("witnesses.empty")} hint={t("witnesses.emptyHint")} />
      ) : null}
      <List className={css.list}>
        {witnesses.data?.map((witness) => (
          <Row
            key={witness.id}
            org={org}
            witness={witness}
            ended={() => made?.id === witness.id && setMade(undefined)}
          />
        ))}
      </List>
      {making ? <NewWitnessDialog org={org} close={() => setMaking(false)} made={setMade} /> : null}
    </Sheet>
  );
}

function Row({ org, witness, ended }: { org: string; witness: Witness; ended: () => void }) {
  const { t } = useTranslation("organisations");
  const language = useLanguage();
  const end = useEndWitness(org);
  return (
    <li className={css.row}>
      <div className={css.words}>
        <div className={css.name}>
          {witness.name}
          {witness.ended_at ? (
            <Tag>{t("witnesses.isEnded")}</Tag>
          ) : (
            <Tag variant={witness.key ? "filled" : "outlined"}>
              {t(witness.key ? "witnesses.signs" : "witnesses.signsNot")}
            </Tag>
          )}
        </div>
        {witness.ended_at ? (
          <div className={css.quiet}>
            {t("witnesses.span", {
              from: full(new Date(witness.made_at), language),
              to: full(new Date(witness.ended_at), language),
            })}
          </div>
        ) : null}
        <div className={css.quiet}>
          {witness.seen_at ? (
            <>
              {t("witnesses.seen", { count: witness.seen_size ?? 0 })} <When at={witness.seen_at} />
            </>
          ) : (
            t("witnesses.never")
          )}
        </div>
      </div>
      {witness.ended_at ? null : (
        <ConfirmButton
          title={t("witnesses.endTitle", { name: witness.name })}
          consequence={t("witnesses.endText")}
          confirm={t("witnesses.end")}
          act={() =>
            end.mutateAsync(witness.id).then(() => {
              ended();
              toast(t("witnesses.ended"));
            })
          }
        >
          {t("witnesses.end")}
        </ConfirmButton>
      )}
    </li>
  );
}
