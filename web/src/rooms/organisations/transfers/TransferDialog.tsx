import DatePicker from "antd/es/date-picker";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import { filled } from "../admin/members/filled";
import type { MemberCard, NewTransfer } from "../calls";
import { DepartmentSelect } from "../fields/DepartmentSelect";
import { MemberSelect } from "../fields/MemberSelect";
import { useCard } from "../queries";
import { useOpenTransfer } from "./queries";

export type OpensAs = "apply" | "invite" | "notice";

interface Props {
  org: string;
  member: string;
  as: OpensAs;
  /** The departments one leads, when one invites into them. */
  into?: { id: string; name: string }[];
  close: () => void;
}

interface Entered extends Omit<NewTransfer, "effective_at" | "member_id"> {
  day: Dayjs;
}

/** A transfer to open: from where to where, as what, from which day on. */
export default function TransferDialog({ org, member, as, into, close }: Props) {
  const { t } = useTranslation("organisations");
  const card = useCard(org, member);
  const open = useOpenTransfer(org);
  const submit = ({ day, ...entered }: Entered) => {
    const known = filled(entered) as Omit<Entered, "day">;
    follow(open, { ...known, member_id: member, effective_at: day.startOf("day").toISOString() }, () => {
      toast(t("transfers.sent"));
      close();
    });
  };
  return (
    <FormDialog
      title={t(`transfers.${as}`)}
      okText={t("transfers.submit")}
      waiting={!card.data}
      act={{ isPending: open.isPending, error: open.error ?? card.error }}
      initialValues={{ day: dayjs() }}
      submit={submit}
      close={close}
    >
      <p>{t("transfers.what")}</p>
      {card.data ? (
        <>
          <Where org={org} card={card.data} {...(into && { into })} />
          <What org={org} />
        </>
      ) : (
        <Skeleton rows={4} />
      )}
    </FormDialog>
  );
}

function Where({ org, card, into }: Pick<Props, "org" | "into"> & { card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const places = card.posts.flatMap((one) => (one.department_id ? [one] : []));
  return (
    <>
      {places.length > 0 ? (
        <Form.Item name="from_department_id" label={t("transfers.from")} initialValue={places[0]?.department_id}>
          <Select options={places.map((one) => ({ value: one.department_id, label: (one.path ?? []).join(" / ") }))} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="to_department_id"
        label={t("transfers.to")}
        initialValue={into?.length === 1 ? into[0]?.id : undefined}
        rules={[{ required: true, message: t("transfers.toEmpty") }]}
      >
        {into ? (
          <Select options={into.map((one) => ({ value: one.id, label: one.name }))} />
        ) : (
          <DepartmentSelect org={org} label={t("transfers.to")} />
        )}
      </Form.Item>
    </>
  );
}

function What({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  return (
    <>
      <Form.Item name="post" label={t("transfers.post")} extra={t("transfers.postHint")}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="manager_id" label={t("transfers.manager")} extra={t("transfers.managerHint")}>
        <MemberSelect org={org} allowClear />
      </Form.Item>
      <Form.Item name="day" label={t("transfers.day")} rules={[{ required: true }]}>
        <DatePicker
          style={{ width: "100%" }}
          minDate={dayjs().startOf("day")}
          maxDate={dayjs().add(365, "day")}
          allowClear={false}
        />
      </Form.Item>
      <Form.Item name="note" label={t("transfers.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </>
  );
}
