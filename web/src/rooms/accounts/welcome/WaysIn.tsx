import Alert from "antd/es/alert";
import Button from "antd/es/button";
import { Building2, Sprout } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "@/kit/Refusal";
import { useLoadSample } from "../queries";
import styles from "./WaysIn.module.css";

/** The two ways to begin, side by side. */
export function WaysIn({ failed, onFound }: { failed: boolean; onFound: () => void }) {
  const { t } = useTranslation("accounts");
  const load = useLoadSample();
  return (
    <div className={styles.ways}>
      <Way
        icon={<Building2 aria-hidden size={26} strokeWidth={1.6} />}
        title={t("welcome.found.title")}
        text={t("welcome.found.text")}
      >
        <Button type="primary" size="large" onClick={onFound}>
          {t("welcome.found.action")}
        </Button>
      </Way>
      <Way
        icon={<Sprout aria-hidden size={26} strokeWidth={1.6} />}
        title={t("welcome.sample.title")}
        text={t("welcome.sample.text")}
      >
        <Refusal problem={load.error} />
        {failed && !load.error ? (
          <Alert type="error" showIcon title={t("welcome.sample.failed")} style={{ marginBottom: 16 }} />
        ) : null}
        <Button size="large" loading={load.isPending} onClick={() => load.mutate()}>
          {t(failed ? "welcome.sample.retry" : "welcome.sample.action")}
        </Button>
      </Way>
    </div>
  );
}

function Way(props: { icon: ReactNode; title: string; text: string; children: ReactNode }) {
  return (
    <section className={styles.way}>
      <span className={styles.icon}>{props.icon}</span>
      <h2 className={styles.title}>{props.title}</h2>
      <p className={styles.text}>{props.text}</p>
      <div>{props.children}</div>
    </section>
  );
}
