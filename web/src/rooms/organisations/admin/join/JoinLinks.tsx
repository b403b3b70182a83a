import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import { When } from "@/kit/When";
import type { JoinLink, MadeLink } from "../../calls";
import { More } from "../../lists/More";
import css from "../Rows.module.css";
import { LinkTicket } from "./LinkTicket";
import { NewLinkDialog } from "./NewLinkDialog";
import { useJoinLinks, useRevokeLink } from "./queries";

/** The links by which people ask to join: made, shown once, revoked. */
export function JoinLinks({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const links = useJoinLinks(org);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeLink>();
  return (
    <Sheet
      title={t("joinAdmin.links")}
      hint={t("joinAdmin.linksHint")}
      flush
      actions={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t("joinAdmin.create")}
        </Button>
      }
    >
      {made ? <LinkTicket link={made} /> : null}
      {links.isPending ? <Skeleton rows={2} avatar={false} /> : null}
      {links.error ? <ErrorState problem={links.error} retry={() => void links.refetch()} /> : null}
      {links.data?.items.length === 0 ? (
        <EmptyState icon={<Link2 />} title={t("joinAdmin.empty")} hint={t("joinAdmin.emptyHint")} />
      ) : null}
      <List className={css.list}>
        {links.data?.items.map((link) => (
          <LinkRow key={link.id} org={org} link={link} revoked={() => made?.id === link.id && setMade(undefined)} />
        ))}
      </List>
      <More list={links} />
      {making ? <NewLinkDialog org={org} close={() => setMaking(false)} made={setMade} /> : null}
    </Sheet>
  );
}

function LinkRow({ org, link, revoked }: { org: string; link: JoinLink; revoked: () => void }) {
  const { t } = useTranslation("organisations");
  const revoke = useRevokeLink(org);
  const past = new Date(link.expires_at) < new Date();
  const ended = link.revoked_at !== null || past;
  return (
    <li className={css.row}>
      <div className={css.words}>
        <div>
          {link.department ?? t("joinAdmin.departmentAny")}{" "}
          <Tag>{t(link.approval ? "joinAdmin.approval" : "joinAdmin.direct")}</Tag>
          {ended ? (
            <Tag variant="outlined">{t(link.revoked_at ? "joinAdmin.revoked" : "joinAdmin.expired")}</Tag>
          ) : null}
          {!ended && link.rests ? <Tag color="warning">{t("joinAdmin.rests")}</Tag> : null}
        </div>
        <div className={css.quiet}>
          {t("joinAdmin.expires")} <When at={link.expires_at} /> · {t("joinAdmin.uses", { count: link.uses })}
          {link.created_by ? ` · ${link.created_by}` : ""}
        </div>
        {!ended && link.rests ? (
          <div className={css.quiet}>{t("joinAdmin.restsHint", { name: link.created_by ?? "" })}</div>
        ) : null}
      </div>
      {ended ? null : (
        <ConfirmButton
          title={t("joinAdmin.revokeTitle")}
          consequence={t("joinAdmin.revokeText")}
          confirm={t("joinAdmin.revoke")}
          act={() =>
            revoke.mutateAsync(link.id).then(() => {
              revoked();
              toast(t("joinAdmin.revoked"));
            })
          }
        >
          {t("joinAdmin.revoke")}
        </ConfirmButton>
      )}
    </li>
  );
}
