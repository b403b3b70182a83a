import Button from "antd/es/button";
import Radio from "antd/es/radio";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
import { useGroupAct, warn } from "../queries";
import css from "./register.module.css";

const DAYS = [7, 14, 30];

/** What is done with the groups chosen: they are told that they end, unless somebody speaks there. */
export function CleanUp({ org, ids, done }: { org: string; ids: string[]; done: () => void }) {
  const { t } = useTranslation("groups");
  const [asking, setAsking] = useState(false);
  const [days, setDays] = useState(14);
  const act = useGroupAct(org, () => warn(org, ids, days), t("register.warned"), done);
  return (
    <div className={css.chosen} role="status">
      {t("register.chosen", { count: ids.length })}
      <Button danger onClick={() => setAsking(true)}>
        {t("register.warn")}
      </Button>
      <Modal
        open={asking}
        title={t("register.warnTitle", { count: ids.length })}
        okText={t("register.warn")}
        okButtonProps={{ danger: true }}
        confirmLoading={act.isPending}
        onOk={() => act.mutate(undefined)}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <p>{t("register.warnHint")}</p>
        <Radio.Group
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={DAYS.map((value) => ({ value, label: t("register.warnDays", { count: value }) }))}
        />
        <Refusal problem={act.error} />
      </Modal>
    </div>
  );
}
