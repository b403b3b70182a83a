import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/app/me";
import { Refusal } from "@/kit/Refusal";
import { FoundingSteps, Front } from "@/rooms/accounts/door";
import { KINDS, type Kind } from "../calls";
import { Founded, type Named } from "../joining/Founded";
import { SignedIn } from "../joining/SignedIn";
import { useFoundOrganisation } from "../queries";

/** Found an organisation; who founds it is its main admin. */
export default function NewOrganisation() {
  const { t } = useTranslation("organisations");
  const [founded, setFounded] = useState<Named>();
  if (founded) return <Founded organisation={founded} />;
  return (
    <Front title={t("founding.title")}>
      <FoundingSteps current={2} />
      <SignedIn next="/organisations/new">{(me) => <OrganisationForm me={me} done={setFounded} />}</SignedIn>
    </Front>
  );
}

function OrganisationForm({ me, done }: { me: Me; done: (organisation: Named) => void }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const found = useFoundOrganisation();
  const submit = (entered: { name: string; kind: Kind }) =>
    found.mutate(
      { name: entered.name.trim(), kind: entered.kind },
      { onSuccess: ({ organisation_id: id }) => done({ id, name: entered.name.trim() }) },
    );
  return (
    <Form layout="vertical" requiredMark={false} onFinish={submit}>
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
      <Form.Item name="kind" label={t("founding.kind")} rules={[{ required: true, message: t("founding.kindEmpty") }]}>
        <Select
          size="large"
          listHeight={320}
          options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        />
      </Form.Item>
      <Refusal problem={found.error} />
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
