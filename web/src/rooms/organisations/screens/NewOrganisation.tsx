import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import type { Me } from "@/app/me";
import { forgetForm, useKeptForm } from "@/kit/keptForm";
import { Refusal } from "@/kit/Refusal";
import { FIRST_WRONG, useRefusedField } from "@/kit/refusedField";
import { FoundingSteps, Front } from "@/rooms/accounts/door";
import { KINDS, type Kind } from "../calls";
import { Founded } from "../joining/Founded";
import { SignedIn } from "../joining/SignedIn";
import { useFoundOrganisation } from "../queries";
import css from "./NewOrganisation.module.css";

/** Found an organisation; who founds it is its main admin. */
export default function NewOrganisation() {
  const { t } = useTranslation("organisations");
  const { founded } = useSearch({ strict: false }) as { founded?: string };
  if (founded) {
    return <SignedIn next={`${HERE}?founded=${founded}`}>{(me) => <Next me={me} founded={founded} />}</SignedIn>;
  }
  return (
    <Front title={t("founding.title")}>
      <FoundingSteps current={2} />
      <SignedIn next={HERE}>{(me) => <OrganisationForm me={me} />}</SignedIn>
    </Front>
  );
}

const HERE = "/organisations/new";
const FORM = "organisation";

/** The step after, which stands in the address: a reload stays there. */
function Next({ me, founded }: { me: Me; founded: string }) {
  const membership = me.memberships.find((one) => one.organisation.id === founded);
  return membership ? <Founded organisation={membership.organisation} /> : <Navigate to={HERE} replace />;
}

function OrganisationForm({ me }: { me: Me }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const [form] = Form.useForm<{ name: string; kind: Kind }>();
  const kept = useKeptForm(FORM, ["name", "kind"]);
  const found = useFoundOrganisation();
  const whole = useRefusedField(form, found.error, { fields: ["name", "kind"] });
  const done = (id: string) => {
    forgetForm(FORM);
    void navigate({ href: `${HERE}?founded=${id}`, replace: true });
  };
  const submit = (entered: { name: string; kind: Kind }) =>
    found.mutate(
      { name: entered.name.trim(), kind: entered.kind },
      { onSuccess: ({ organisation_id: id }) => done(id) },
    );
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      {...kept}
      onFinish={submit}
      scrollToFirstError={FIRST_WRONG}
    >
      <p>{t("founding.signedIn", { name: me.name })}</p>
      <Form.Item
        name="name"
        label={t("founding.name")}
        extra={t("founding.text")}
        rules={[{ required: true, whitespace: true, message: t("founding.nameEmpty") }]}
      >
        <Input
          size="large"
          maxLength={100}
          autoFocus
          autoComplete="organization"
          placeholder={t("founding.namePlaceholder")}
        />
      </Form.Item>
      <KindField />
      <Refusal problem={whole} />
      <Button type="primary" size="large" block htmlType="submit" loading={found.isPending}>
        {t("founding.submit")}
      </Button>
      {me.memberships.length > 0 ? (
        <Button type="link" block style={{ marginTop: 8 }} onClick={() => void navigate({ href: "/directory" })}>
          {t("founding.cancel")}
        </Button>
      ) : null}
    </Form>
  );
}

/** Which kind it is; below it what belongs to the one chosen, in the list what belongs to each. */
function KindField() {
  const { t } = useTranslation("organisations");
  const chosen = Form.useWatch<Kind | undefined>("kind");
  return (
    <Form.Item
      name="kind"
      label={t("founding.kind")}
      extra={chosen ? t(`founding.kindHint.${chosen}`) : undefined}
      rules={[{ required: true, message: t("founding.kindEmpty") }]}
    >
      <Select
        size="large"
        listHeight={400}
        options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        optionRender={({ value, label }) => (
          <>
            {label}
            <div className={css.kind}>{t(`founding.kindHint.${value}`)}</div>
          </>
        )}
      />
    </Form.Item>
  );
}
