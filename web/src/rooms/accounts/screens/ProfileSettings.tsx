import Button from "antd/es/button";
import Descriptions from "antd/es/descriptions";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Tag from "antd/es/tag";
import Typography from "antd/es/typography";
import { useTranslation } from "react-i18next";
import { type Me, useMe } from "@/app/me";
import { follow } from "@/kit/follow";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import { toast } from "@/kit/toast";
import { useChangeMe } from "../queries";
import { AvatarField } from "../settings/AvatarField";
import { SettingsFrame } from "../settings/SettingsFrame";

/** The name and introduction one is known by. */
export default function ProfileSettings() {
  const { t } = useTranslation("accounts");
  const me = useMe();
  return (
    <SettingsFrame title={t("settings.nav.profile")} intro={t("profile.intro")}>
      <Sheet>
        <AvatarField me={me} />
        <ProfileForm me={me} />
      </Sheet>
      <Sheet title={t("profile.account")}>
        <Descriptions
          column={1}
          items={[
            { key: "phone", label: t("profile.phone"), children: me.phone_masked },
            {
              key: "login",
              label: t("profile.loginName"),
              children: me.login_name ?? (
                <Typography.Text type="secondary">{t("profile.loginNameNone")}</Typography.Text>
              ),
            },
          ]}
        />
      </Sheet>
      <Sheet title={t("profile.memberships")}>
        <Memberships me={me} />
      </Sheet>
    </SettingsFrame>
  );
}

function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const change = useChangeMe();
  const save = (entered: { name: string; introduction: string }) =>
    follow(change, { name: entered.name.trim(), introduction: entered.introduction.trim() }, () =>
      toast(t("settings.saved")),
    );
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: me.name, introduction: me.introduction ?? "" }}
      onFinish={save}
    >
      <Form.Item
        name="name"
        label={t("profile.name")}
        extra={t("register.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("register.nameEmpty") }]}
      >
        <Input maxLength={64} autoComplete="name" />
      </Form.Item>
      <Form.Item name="introduction" label={t("profile.introduction")}>
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={200}
          showCount
          placeholder={t("profile.introductionPlaceholder")}
        />
      </Form.Item>
      <Refusal problem={change.error} />
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("settings.save")}
      </Button>
    </Form>
  );
}

function Memberships({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  if (me.memberships.length === 0) {
    return <Typography.Text type="secondary">{t("profile.noMemberships")}</Typography.Text>;
  }
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
      {me.memberships.map((membership) => (
        <li key={membership.member_id} style={{ padding: "4px 0" }}>
          {membership.organisation.name}{" "}
          {membership.main_admin ? <Tag color="processing">{t("profile.mainAdmin")}</Tag> : null}
        </li>
      ))}
    </ul>
  );
}
