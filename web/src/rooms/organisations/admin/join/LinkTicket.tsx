import Button from "antd/es/button";
import Input from "antd/es/input";
import QRCode from "antd/es/qr-code";
import Space from "antd/es/space";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/kit/copy";
import { keep } from "@/kit/download";
import type { MadeLink } from "../../calls";
import css from "./LinkTicket.module.css";

/** A link just made: to copy, to scan, to keep as a picture. It is shown this once. */
export function LinkTicket({ link }: { link: MadeLink }) {
  const { t } = useTranslation("organisations");
  const code = useRef<HTMLDivElement>(null);
  const address = `${window.location.origin}/join/${link.code}`;
  const copy = () => void copyText(address);
  const save = () =>
    code.current?.querySelector("canvas")?.toBlob((file) => file && keep(file, `${t("joinAdmin.qrTitle")}.png`));
  return (
    <div className={css.ticket} role="status">
      <div ref={code} className={css.code}>
        <QRCode value={address} size={148} bordered={false} aria-label={t("joinAdmin.qrTitle")} />
      </div>
      <div className={css.words}>
        <p>{t("joinAdmin.once")}</p>
        <Space.Compact block>
          <Input
            readOnly
            value={address}
            aria-label={t("joinAdmin.links")}
            onFocus={(event) => event.target.select()}
          />
          <Button type="primary" onClick={copy}>
            {t("joinAdmin.copyLink")}
          </Button>
        </Space.Compact>
        <Button type="link" className={css.save} onClick={save}>
          {t("joinAdmin.qrSave")}
        </Button>
      </div>
    </div>
  );
}
