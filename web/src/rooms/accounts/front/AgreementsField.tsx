import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Typography from "antd/es/typography";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/kit/Modal";
import type { Agreement } from "../calls";
import { useAgreements } from "../queries";
import styles from "./Front.module.css";

/** One box for all agreements, each named with its version and opened to be read. */
export function AgreementsField() {
  const { t } = useTranslation("accounts");
  const agreements = useAgreements();
  const [reading, setReading] = useState<Agreement>();
  return (
    <>
      <Form.Item
        name="agreed"
        valuePropName="checked"
        rules={[
          { validator: (_, yes) => (yes ? Promise.resolve() : Promise.reject(new Error(t("register.agreeEmpty")))) },
        ]}
      >
        <Checkbox disabled={!agreements.data} className={styles.consent}>
          {t("register.agree")}
          {agreements.data?.map((agreement) => (
            <Fragment key={agreement.document}>
              {" "}
              <Button
                type="link"
                size="small"
                className={styles.agreement}
                onClick={(event) => {
                  event.preventDefault();
                  setReading(agreement);
                }}
              >
                {t("register.agreement", { title: agreement.title, version: agreement.version })}
              </Button>
            </Fragment>
          ))}
        </Checkbox>
      </Form.Item>
      <AgreementReader agreement={reading} onClose={() => setReading(undefined)} />
    </>
  );
}

function AgreementReader({ agreement, onClose }: { agreement: Agreement | undefined; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  return (
    <Modal
      open={Boolean(agreement)}
      onCancel={onClose}
      title={agreement ? t("register.agreement", { title: agreement.title, version: agreement.version }) : null}
      footer={<Button onClick={onClose}>{t("register.close")}</Button>}
      width={720}
      styles={{ body: { maxHeight: "65vh", overflowY: "auto" } }}
    >
      {agreement?.text.split(/\n\s*\n/).map((paragraph) => (
        <Typography.Paragraph key={paragraph} style={{ whiteSpace: "pre-line" }}>
          {paragraph}
        </Typography.Paragraph>
      ))}
    </Modal>
  );
}
