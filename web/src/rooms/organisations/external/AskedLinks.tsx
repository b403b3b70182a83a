import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import type { AskedLink } from "../calls";
import sheet from "../joining/InvitationSheet.module.css";
import { useAnswerLink, useAskedLinks } from "./queries";

/** Cards organisations keep of this person: joined to the account by their word alone. */
export function AskedLinks() {
  const { t } = useTranslation("organisations");
  const links = useAskedLinks();
  if (!links.data?.length) return null;
  return (
    <Sheet title={t("external.asked.title")}>
      {links.data.map((one) => (
        <Asked key={one.id} link={one} />
      ))}
    </Sheet>
  );
}

function Asked({ link }: { link: AskedLink }) {
  const { t } = useTranslation("organisations");
  const answer = useAnswerLink();
  const { organisation, keeper, name } = link;
  const say = (join: boolean) => answer.mutate({ contact: link.id, join });
  return (
    <>
      <p className={sheet.shared}>
        {t("external.asked.text", { organisation: organisation.name, keeper, name })}{" "}
        {link.linked ? t("external.asked.linked") : null}
      </p>
      <Refusal problem={answer.error} />
      <div className={sheet.acts}>
        {link.linked ? null : (
          <Button type="primary" loading={answer.isPending} onClick={() => say(true)}>
            {t("external.asked.accept")}
          </Button>
        )}
        <Button loading={answer.isPending} onClick={() => say(false)}>
          {t(link.linked ? "external.asked.leave" : "external.asked.refuse")}
        </Button>
      </div>
    </>
  );
}
