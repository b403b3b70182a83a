import Alert from "antd/es/alert";
import { useTranslation } from "react-i18next";
import { useDeployment } from "../queries";
import styles from "./Front.module.css";

/** Says that this server is started for development, where codes are shown instead of sent. */
export function DevBanner() {
  const { t } = useTranslation("accounts");
  const deployment = useDeployment();
  return deployment.data?.dev ? (
    <Alert type="info" role="note" banner title={t("dev.banner")} className={styles.banner} />
  ) : null;
}
