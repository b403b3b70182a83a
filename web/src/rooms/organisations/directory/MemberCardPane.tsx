import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { PageHeader } from "@/kit/PageHeader";
import { CardBody } from "../card/CardBody";
import css from "./MemberCardPane.module.css";

interface Props {
  org: string;
  member: string;
  close: () => void;
}

/** A member's card: who it is, how to reach, where in the house. */
export function MemberCardPane({ org, member, close }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  useLayer(true, close);
  return (
    <>
      <PageHeader
        title={t("card.title")}
        back={close}
        actions={phone ? null : <IconButton label={t("common.close")} icon={<X aria-hidden />} onClick={close} />}
      />
      <div className={css.body}>
        <CardBody org={org} member={member} />
      </div>
    </>
  );
}
