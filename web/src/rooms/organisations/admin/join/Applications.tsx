import Button from "antd/es/button";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { Application } from "../../calls";
import { More } from "../../lists/More";
import css from "../Rows.module.css";
import { DecisionDialog } from "./DecisionDialog";
import { useApplications } from "./queries";

/** Applications that wait for a decision. */
export function Applications({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const applications = useApplications(org);
  const [deciding, setDeciding] = useState<{ application: Application; accept: boolean }>();
  return (
    <Sheet title={t("joinAdmin.applications")} flush>
      {applications.isPending ? <Skeleton rows={2} /> : null}
      {applications.error ? (
        <ErrorState problem={applications.error} retry={() => void applications.refetch()} />
      ) : null}
      {applications.data?.items.length === 0 ? (
        <EmptyState
          icon={<Inbox />}
          title={t("joinAdmin.applicationsEmpty")}
          hint={t("joinAdmin.applicationsEmptyHint")}
        />
      ) : null}
      <List className={css.list}>
        {applications.data?.items.map((application) => (
          <Row
            key={application.id}
            application={application}
            decide={(accept) => setDeciding({ application, accept })}
          />
        ))}
      </List>
      <More list={applications} />
      {deciding ? <DecisionDialog org={org} {...deciding} close={() => setDeciding(undefined)} /> : null}
    </Sheet>
  );
}

function Row({ application, decide }: { application: Application; decide: (accept: boolean) => void }) {
  const { t } = useTranslation("organisations");
  return (
    <li className={css.row}>
      <PersonAvatar id={application.person_id} name={application.name} />
      <div className={css.words}>
        <div>
          {application.name} <span className={css.quiet}>{application.phone_masked}</span>
        </div>
        {application.note ? <div className={css.note}>{application.note}</div> : null}
        <div className={css.quiet}>
          {application.department ? `${t("joinAdmin.toDepartment", { department: application.department })} · ` : ""}
          <When at={application.created_at} />
        </div>
      </div>
      <div className={css.acts}>
        <Button onClick={() => decide(false)}>{t("joinAdmin.refuse")}</Button>
        <Button type="primary" onClick={() => decide(true)}>
          {t("joinAdmin.accept")}
        </Button>
      </div>
    </li>
  );
}
