import QRCode from "antd/es/qr-code";
import { useTranslation } from "react-i18next";
import { printed } from "@/kit/theme";
import type { MemberCard } from "../calls";
import css from "./CardQr.module.css";
import { vcard } from "./vcard";

/** The card as a code that a phone's camera takes into its address book; black on white in the dark too. */
export default function CardQr({ card, organisation }: { card: MemberCard; organisation: string }) {
  const { t } = useTranslation("organisations");
  return (
    <figure className={css.code}>
      <QRCode
        type="svg"
        size={208}
        marginSize={3}
        bordered={false}
        errorLevel="L"
        color={printed.ink}
        bgColor={printed.paper}
        value={vcard(card, organisation, { brief: true })}
        role="img"
        aria-label={t("card.qrOf", { name: card.name })}
      />
      <figcaption>{t("card.qrHint")}</figcaption>
    </figure>
  );
}
