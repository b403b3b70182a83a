import Progress from "antd/es/progress";
import { useTranslation } from "react-i18next";
import { Body } from "@/kit/Body";
import { Sheet } from "@/kit/Sheet";

interface Props {
  title: string;
  hint: string;
  done?: number;
  total?: number;
}

/** How far the server is; it goes on when one leaves. */
export function ImportProgress({ title, hint, done, total }: Props) {
  const { i18n } = useTranslation("organisations");
  const number = new Intl.NumberFormat(i18n.language);
  const known = done !== undefined && total;
  return (
    <Body narrow>
      <Sheet title={title} hint={hint}>
        <Progress
          percent={known ? Math.floor((done / total) * 100) : 100}
          status="active"
          showInfo={Boolean(known)}
          aria-label={title}
        />
        <p role="status" style={{ margin: 0, fontVariantNumeric: "tabular-nums" }}>
          {known ? `${number.format(done)} / ${number.format(total)}` : null}
        </p>
      </Sheet>
    </Body>
  );
}
