import DatePicker from "antd/es/date-picker";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
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

/** A transfer to open: from where to where, as what, from which day on. */
export default function TransferDialog(props: Props) {
  const { t } = useTranslation("organisations");
  const [form] = Form.useForm<Entered>();
  const card = useCard(props.org, props.member);
  const open = useOpenTransfer(props.org);
  return (
    <Modal
      open
      title={t(`transfers.${props.as}`)}
      okText={t("transfers.submit")}
      okButtonProps={{ disabled: !card.data }}
      confirmLoading={open.isPending}
      onOk={form.submit}
      onCancel={props.close}
    >
      <p>{t("transfers.what")}</p>
      {card.data ? <Fields {...props} card={card.data} form={form} open={open} /> : <Skeleton rows={4} />}
      <Refusal problem={open.error ?? card.error} />
    </Modal>
  );
}

interface FieldsProps extends Props {
  card: MemberCard;
  form: ReturnType<typeof Form.useForm<Entered>>[0];
  open: ReturnType<typeof useOpenTransfer>;
}

interface Entered extends Omit<NewTransfer, "effective_at" | "member_id"> {
  day: Dayjs;
}

function Fields({ org, card, into, form, open, close }: FieldsProps) {
  const { t } = useTranslation("organisations");
  const places = card.posts.flatMap((one) => (one.department_id ? [one] : []));
  const submit = ({ day, ...entered }: Entered) => {
    const known = filled(entered) as Omit<Entered, "day">;
    follow(open, { ...known, member_id: card.id, effective_at: day.startOf("day").toISOString() }, () => {
      toast(t("transfers.sent"));
      close();
    });
  };
  return (
    <Form
      form={form}
      name="transfer"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        from_department_id: places[0]?.department_id,
        to_department_id: into?.length === 1 ? into[0]?.id : undefined,
        day: dayjs(),
      }}
      onFinish={submit}
    >
      <Where org={org} places={places} {...(into && { into })} />
      <What org={org} />
    </Form>
  );
}

function Where({
  org,
  places,
  into,
}: {
  org: string;
  places: MemberCard["posts"];
  into?: { id: string; name: string }[];
}) {
  const { t } = useTranslation("organisations");
  return (
    <>
      {places.length > 0 ? (
        <Form.Item name="from_department_id" label={t("transfers.from")}>
          <Select options={places.map((one) => ({ value: one.department_id, label: (one.path ?? []).join(" / ") }))} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="to_department_id"
        label={t("transfers.to")}
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
