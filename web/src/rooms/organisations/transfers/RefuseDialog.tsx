import Input from "antd/es/input";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { follow } from "@/kit/follow";
import { Modal } from "@/kit/Modal";
import { Refusal } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { Transfer } from "../calls";
import { useAnswerTransfer } from "./queries";

/** No to a transfer, with a word to the others. */
export default function RefuseDialog({ org, transfer, close }: { org: string; transfer: Transfer; close: () => void }) {
  const { t } = useTranslation("organisations");
  const [words, setWords] = useState("");
  const answer = useAnswerTransfer(org, transfer.id);
  const refuse = () =>
    follow(answer, { accept: false, ...(words.trim() && { words: words.trim() }) }, () => {
      toast(t("transfers.refused"));
      close();
    });
  return (
    <Modal
      open
      title={t("transfers.refuseTitle", { name: transfer.member.name })}
      okText={t("transfers.refuse")}
      okButtonProps={{ danger: true }}
      confirmLoading={answer.isPending}
      onOk={refuse}
      onCancel={close}
    >
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 2 }}
        maxLength={500}
        value={words}
        placeholder={t("transfers.words")}
        aria-label={t("transfers.words")}
        onChange={(event) => setWords(event.target.value)}
      />
      <Refusal problem={answer.error} />
    </Modal>
  );
}
