import Button from "antd/es/button";
import Input from "antd/es/input";
import Space from "antd/es/space";
import { useTranslation } from "react-i18next";
import { organisationName, useMe } from "@/app/me";
import { copyText } from "@/kit/copy";
import { Refusal } from "@/kit/Refusal";
import { useInvitationLink } from "../../queries";
import css from "./InvitationTicket.module.css";

/** The link of an open invitation, to be sent to whom it is for. */
export function InvitationTicket({ org, member, name }: { org: string; member: string; name: string }) {
  const { t } = useTranslation("organisations");
  const organisation = organisationName(useMe(), org);
  const link = useInvitationLink(org, member);
  const address = link.data ? `${window.location.origin}/invitation/${link.data.code}` : "";
  return (
    <div className={css.ticket} role="status">
      <p>{t("members.linkFor", { name })}</p>
      <Refusal problem={link.error} />
      <Space.Compact block>
        <Input readOnly value={address} aria-label={t("members.link")} onFocus={(event) => event.target.select()} />
        <Button type="primary" disabled={!address} onClick={() => void copyText(address)}>
          {t("members.copyLink")}
        </Button>
      </Space.Compact>
      <Button
        type="link"
        className={css.acts}
        disabled={!address}
        onClick={() => void copyText(t("members.wayInByLink", { organisation, name, address }))}
      >
        {t("members.copyWayIn")}
      </Button>
    </div>
  );
}
