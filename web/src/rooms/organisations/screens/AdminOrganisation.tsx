import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Radio from "antd/es/radio";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import { MessagingRules } from "@/rooms/messaging/door";
import { AdminFrame } from "../admin/AdminFrame";
import { useAdmin } from "../admin/useAdmin";
import type { Organisation, OrganisationSettings } from "../calls";
import { useChangeOrganisation, useOrganisation } from "../queries";

/** The organisation's name, and what it settles for all its members. */
export default function AdminOrganisation() {
  const { org, may } = useAdmin();
  const organisation = useOrganisation(org);
  return (
    <AdminFrame page="organisation">
      <div style={{ maxWidth: 720 }}>
        {organisation.isPending ? <Skeleton rows={4} avatar={false} /> : null}
        {organisation.error ? (
          <ErrorState problem={organisation.error} retry={() => void organisation.refetch()} />
        ) : null}
        {organisation.data ? <Profile organisation={organisation.data} fixed={!may("organisation_edit")} /> : null}
        <MessagingRules organisationId={org} />
      </div>
    </AdminFrame>
  );
}

/** The formats of names an organisation may force; the first is a name alone. */
type Format = NonNullable<OrganisationSettings["name_format"]>;
const FORMATS: Format[] = [
  ["name"],
  ["department", "name"],
  ["name", "post"],
  ["department", "name", "post"],
  ["department", "name", "phone"],
  ["name", "phone"],
];

interface Entered {
  name: string;
  phones: OrganisationSettings["phones"];
  format: string;
}

/** `fixed`: to be read, by who came for the rules of talk below. */
function Profile({ organisation, fixed }: { organisation: Organisation; fixed: boolean }) {
  const { t } = useTranslation("organisations");
  const change = useChangeOrganisation(organisation.id);
  const submit = ({ name, phones, format }: Entered) =>
    follow(
      change,
      {
        name: name.trim(),
        settings: {
          ...organisation.settings,
          phones,
          name_format: format.split("-") as Format,
        },
      },
      () => toast(t("common.saved")),
    );
  return (
    <Sheet>
      <Form
        layout="vertical"
        requiredMark={false}
        disabled={fixed}
        initialValues={{
          name: organisation.name,
          phones: organisation.settings.phones,
          format: (organisation.settings.name_format ?? ["name"]).join("-"),
        }}
        onFinish={submit}
      >
        <Form.Item
          name="name"
          label={t("organisation.name")}
          extra={t("organisation.intro")}
          rules={[{ required: true, whitespace: true, message: t("organisation.nameEmpty") }]}
        >
          <Input maxLength={100} autoComplete="organization" />
        </Form.Item>
        <Form.Item label={t("organisation.kind")}>{t(`kinds.${organisation.kind}`)}</Form.Item>
        <SettingsFields />
        <Refusal problem={change.error} />
        {fixed ? null : (
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t("common.save")}
          </Button>
        )}
      </Form>
    </Sheet>
  );
}

function SettingsFields() {
  const { t } = useTranslation("organisations");
  const parts = (format: string[]) => format.map((part) => t(`organisation.parts.${part}`)).join("-");
  return (
    <>
      <Form.Item name="phones" label={t("organisation.phones")} extra={t("organisation.phonesHint")}>
        <Radio.Group
          vertical
          options={(["masked", "shown", "hidden"] as const).map((value) => ({
            value,
            label: t(`organisation.phonesAs.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="format" label={t("organisation.format")} extra={t("organisation.formatHint")}>
        <Select options={FORMATS.map((format) => ({ value: format.join("-"), label: parts(format) }))} />
      </Form.Item>
    </>
  );
}
