import { useQuery } from "@tanstack/react-query";
import QRCode from "antd/es/qr-code";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { copyText } from "@/kit/copy";
import { Dialog, FootButton } from "@/kit/Dialog";
import { ErrorState, Skeleton } from "@/kit/states";
import { makeLink } from "../model/running";
import css from "./dialogs.module.css";

/** A new link to the group, to scan and to copy; told this once. */
export default function GroupLink({ id, name, close }: { id: string; name: string; close: () => void }) {
  const { t } = useTranslation("messaging");
  const link = useQuery({
    queryKey: ["conversation", id, "link"],
    queryFn: () => makeLink(id),
    gcTime: 0,
    retry: false,
  });
  const address = link.data?.address ?? "";
  return (
    <Dialog
      title={t("link.title")}
      close={close}
      foot={
        <FootButton look="primary" disabled={!address} onClick={() => void copyText(address)}>
          {t("link.copy")}
        </FootButton>
      }
    >
      {link.isPending && <Skeleton rows={3} avatar={false} />}
      {link.error && <ErrorState problem={asProblem(link.error)} retry={() => void link.refetch()} />}
      {address && (
        <div className={css.ticket}>
          <b>{name}</b>
          <QRCode value={address} size={180} bordered={false} aria-label={t("link.title")} />
          <input readOnly value={address} aria-label={t("link.copy")} onFocus={(event) => event.target.select()} />
          <p>{t("link.hint")}</p>
        </div>
      )}
    </Dialog>
  );
}
