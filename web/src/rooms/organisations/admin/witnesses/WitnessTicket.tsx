import Button from "antd/es/button";
import Input from "antd/es/input";
import Space from "antd/es/space";
import { useTranslation } from "react-i18next";
import { copyText } from "@/kit/copy";
import type { MadeWitness } from "../../calls";
import css from "./WitnessTicket.module.css";

/** The token of a witness just made, and how its program is started. It is shown this once. */
export function WitnessTicket({ org, made }: { org: string; made: MadeWitness }) {
  const { t } = useTranslation("organisations");
  const command = `tocsin witness ${window.location.origin} --realm ${org} --token-file token --state ${made.name}.state --key-file ${made.name}.key`;
  return (
    <div className={css.ticket} role="status">
      <p>{t("witnesses.once", { name: made.name })}</p>
      <Space.Compact block>
        <Input
          readOnly
          value={made.token}
          aria-label={t("witnesses.token")}
          onFocus={(event) => event.target.select()}
        />
        <Button type="primary" onClick={() => void copyText(made.token)}>
          {t("witnesses.copy")}
        </Button>
      </Space.Compact>
      <pre className={css.command}>{command}</pre>
      <Button type="link" style={{ padding: 0 }} onClick={() => void copyText(command)}>
        {t("witnesses.copyCommand")}
      </Button>
    </div>
  );
}
