import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { meQuery } from "@/app/me";
import type { Problem } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { FormDialog } from "@/kit/FormDialog";
import { List } from "@/kit/List";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import type { MainAdmin } from "../../calls";
import { MemberField } from "../../fields/MemberField";
import { refresh } from "../../queries";
import css from "../Rows.module.css";
import { useAdmin } from "../useAdmin";

const MAIN_ADMINS = "/api/organisations/{organisation_id}/main-admins";

/** The main admins, who may everything; appointed and relieved by each other, and never none. */
export function MainAdmins({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const { membership } = useAdmin();
  const [appointing, setAppointing] = useState(false);
  const admins = useQuery<MainAdmin[], Problem>({
    queryKey: ["organisation", org, "roles", "main-admins"],
    queryFn: () => take(api.GET(MAIN_ADMINS, { params: { path: { organisation_id: org } } })),
  });
  const end = useEndOffice(org);
  const mine = Boolean(membership?.main_admin);
  return (
    <Sheet
      title={t("roles.mainAdmins")}
      hint={t("roles.mainAdminsHint")}
      flush
      actions={mine ? <Button onClick={() => setAppointing(true)}>{t("roles.appoint")}</Button> : null}
    >
      {admins.isPending ? <Skeleton rows={2} /> : null}
      {admins.error ? <ErrorState problem={admins.error} retry={() => void admins.refetch()} /> : null}
      <List className={css.list}>
        {admins.data?.map((admin) => (
          <li key={admin.member_id} className={css.row}>
            <PersonAvatar id={admin.person_id} name={admin.name} />
            <div className={css.words}>{admin.name}</div>
            {mine && admins.data.length > 1 ? (
              <ConfirmButton
                title={t("roles.endOfficeTitle", { name: admin.name })}
                consequence={t("roles.endOfficeText")}
                confirm={t("roles.endOffice")}
                act={() => end.mutateAsync(admin.member_id)}
              >
                {t("roles.endOffice")}
              </ConfirmButton>
            ) : null}
          </li>
        ))}
      </List>
      {appointing ? <Appoint org={org} close={() => setAppointing(false)} /> : null}
    </Sheet>
  );
}

function Appoint({ org, close }: { org: string; close: () => void }) {
  const { t } = useTranslation("organisations");
  const client = useQueryClient();
  const appoint = useMutation<unknown, Problem, { member_id: string; handover: boolean }>({
    mutationFn: (body) => take(api.POST(MAIN_ADMINS, { params: { path: { organisation_id: org } }, body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      await refresh(client, org);
      toast(t("roles.appointed"));
      close();
    },
  });
  return (
    <FormDialog
      title={t("roles.appoint")}
      okText={t("roles.appoint")}
      act={appoint}
      initialValues={{ handover: false }}
      submit={appoint.mutate}
      close={close}
    >
      <p>{t("roles.appointText")}</p>
      <MemberField org={org} name="member_id" label={t("roles.member")} empty={t("roles.memberEmpty")} />
      <Form.Item name="handover" valuePropName="checked">
        <Checkbox>{t("roles.handover")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function useEndOffice(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (member) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/main-admins/{member_id}", {
          params: { path: { organisation_id: org, member_id: member } },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      await refresh(client, org);
    },
  });
}
