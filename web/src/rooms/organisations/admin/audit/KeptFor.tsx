import Button from "antd/es/button";
import Form from "antd/es/form";
import InputNumber from "antd/es/input-number";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { toast } from "@/kit/toast";
import type { Keeping } from "../../calls";
import css from "./AuditList.module.css";
import { useKeeping, useSetKeeping } from "./queries";

/** How long acts are kept, which a main admin sets; never shorter than the law has it. */
export function KeptFor({ org, maySet }: { org: string; maySet: boolean }) {
  const { t } = useTranslation("organisations");
  const keeping = useKeeping(org);
  const [setting, setSetting] = useState(false);
  if (!keeping.data) return null;
  return (
    <p className={css.kept}>
      {t("audit.keeping.said", { count: keeping.data.days })}
      {maySet ? (
        <Button type="link" onClick={() => setSetting(true)}>
          {t("audit.keeping.change")}
        </Button>
      ) : null}
      {setting ? <Setting org={org} keeping={keeping.data} close={() => setSetting(false)} /> : null}
    </p>
  );
}

function Setting({ org, keeping, close }: { org: string; keeping: Keeping; close: () => void }) {
  const { t } = useTranslation("organisations");
  const set = useSetKeeping(org);
  const submit = (entered: { days: number }) =>
    set.mutate(entered, {
      onSuccess: () => {
        toast(t("audit.keeping.done"));
        close();
      },
    });
  return (
    <FormDialog<{ days: number }>
      title={t("audit.keeping.title")}
      act={set}
      submit={submit}
      close={close}
      codes={{ "organisations.kept_too_shortly": "days" }}
      initialValues={{ days: keeping.days }}
      first="days"
    >
      <Form.Item
        name="days"
        label={t("audit.keeping.days")}
        extra={t("audit.keeping.hint", { least: keeping.least })}
        rules={[
          { required: true, message: t("audit.keeping.daysEmpty") },
          {
            type: "number",
            min: keeping.least,
            max: keeping.most,
            message: t("audit.keeping.daysRange", { least: keeping.least, most: keeping.most }),
          },
        ]}
      >
        <InputNumber precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </FormDialog>
  );
}
