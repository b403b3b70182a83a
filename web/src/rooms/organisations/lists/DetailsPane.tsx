import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { Body } from "@/kit/Body";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { PageHeader } from "@/kit/PageHeader";

interface Props {
  title: string;
  close: () => void;
  children: ReactNode;
}

/** The pane beside a page: head with a way out, and what scrolls below. */
export function DetailsPane({ title, close, children }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  useLayer(true, close);
  return (
    <>
      <PageHeader
        title={title}
        back={close}
        actions={phone ? null : <IconButton label={t("common.close")} icon={<X aria-hidden />} onClick={close} />}
      />
      <Body>{children}</Body>
    </>
  );
}
