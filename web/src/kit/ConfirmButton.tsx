import Button, { type ButtonProps } from "antd/es/button";
import Modal from "antd/es/modal";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Problem } from "@/app/problem";
import { Refusal } from "./Refusal";

interface Props extends Omit<ButtonProps, "onClick" | "title" | "content"> {
  /** What will be done, as a question or a sentence with the object's name. */
  title: string;
  /** What follows from it. */
  consequence: ReactNode;
  confirm: string;
  /** Does it; while it runs the dialog waits, and a refusal is shown in it. */
  act: () => Promise<unknown>;
}

/** A button that names the consequence before it acts. */
export function ConfirmButton({ title, consequence, confirm, act, danger = true, ...button }: Props) {
  const { t } = useTranslation("app");
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = () => {
    setProblem(undefined);
    setOpen(true);
  };
  const run = () => {
    setBusy(true);
    act()
      .then(() => setOpen(false))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button danger={danger} onClick={start} {...button} />
      <Modal
        open={open}
        title={title}
        okText={confirm}
        okButtonProps={{ danger }}
        confirmLoading={busy}
        cancelText={t("act.cancel")}
        onOk={run}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div style={{ marginBottom: 16 }}>{consequence}</div>
        <Refusal problem={problem} />
      </Modal>
    </>
  );
}
