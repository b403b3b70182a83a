import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
import type { GroupRow } from "../calls";
import { merge, useGroupAct, useRegister } from "../queries";

interface Props {
  org: string;
  row: GroupRow;
  close: () => void;
}

/** Into which group another is merged; found by a part of its name. */
export function MergeDialog({ org, row, close }: Props) {
  const { t } = useTranslation("groups");
  const [q, setQ] = useState("");
  const [into, setInto] = useState<string>();
  const found = useRegister(org, { filter: "all", order: "recent", idle_days: 90, q });
  const groups = (found.data?.items ?? []).filter((one) => one.kind === "group" && one.open && one.id !== row.id);
  const act = useGroupAct(org, (id: string) => merge(org, row.id, id), t("register.merged"), close);
  return (
    <Modal
      open
      title={t("register.merge")}
      okText={t("register.merge")}
      okButtonProps={{ danger: true, disabled: into === undefined }}
      confirmLoading={act.isPending}
      onOk={() => into && act.mutate(into)}
      onCancel={close}
    >
      <p>{t("register.mergeHint", { name: row.name })}</p>
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        style={{ width: "100%" }}
        value={into}
        onChange={setInto}
        placeholder={t("register.mergePick")}
        aria-label={t("register.mergePick")}
        options={groups.map((one) => ({ value: one.id, label: one.name }))}
      />
      <Refusal problem={act.error} />
    </Modal>
  );
}
