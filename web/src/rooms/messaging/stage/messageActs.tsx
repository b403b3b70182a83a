/** What one may do with a message; the hover tools and the menu offer the same. */
import type { TFunction } from "i18next";
import {
  Copy,
  FileCheck2,
  Forward,
  ListChecks,
  Megaphone,
  MessageSquareReply,
  Pencil,
  Printer,
  Reply,
  RotateCcw,
  Star,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { copyText } from "@/kit/copy";
import { takeProofAndTell } from "@/kit/proof";
import { toastProblem } from "@/kit/toast";
import type { Conversation, Fact } from "../calls";
import { keepAtHand } from "../model/around";
import { chat, line } from "../model/chat";
import { choose } from "../model/choosing";
import { beginEdit, rememberTakenBack, setDraft, writtenOf } from "../model/drafts";
import { forwarding } from "../model/forwarding";
import { announcing, keptFrom, mayAnnounce, runs } from "../model/governing";
import { usePlace } from "../usePlace";
import { draftAnew, quoteOf, toField } from "./anew";

export interface Act {
  key: string;
  label: string;
  icon: ReactNode;
  onClick: () => void;
  /** Shown with the reason why it may not be done. */
  disabled?: boolean;
}

/** Whether one's own message is young enough to be taken back, or changed. */
export function within(fact: Fact, seconds: number, me: string, now = Date.now()): boolean {
  return fact.sender_id === me && fact.kind === "text" && !fact.recalled && now - Date.parse(fact.at) < seconds * 1000;
}

/** Whether one recalls it as owner or admin; whether its sender is an admin too, the server knows. */
function over(fact: Fact, conversation: Conversation, me: string): boolean {
  const others = fact.sender_id !== me && fact.sender_id !== conversation.owner_id;
  return runs(conversation) && others && fact.kind === "text" && !fact.recalled;
}

async function recall(fact: Fact, t: TFunction): Promise<void> {
  const place = { conversation_id: fact.conversation_id, seq: fact.seq };
  if (fact.text && fact.sender_id === chat.get().me)
    rememberTakenBack(fact.conversation_id, fact.seq, draftAnew(fact, t));
  try {
    const transport = line();
    if (transport?.ready) await transport.command("recall", place);
    else
      await take(api.POST("/api/conversations/{conversation_id}/messages/{seq}/recall", { params: { path: place } }));
  } catch (error) {
    toastProblem(error);
  }
}

type Words = ReturnType<typeof useTranslation>["t"];

function answer(fact: Fact, t: Words): void {
  const id = fact.conversation_id;
  setDraft(id, { ...writtenOf(id), reply_to: quoteOf(fact, t), editing: null });
  toField();
}

/** A file that proves what another said to anybody, without the server; what one said oneself is proved beside its effects. */
function proofs(fact: Fact, t: Words): Act[] {
  const { conversation_id: id, seq } = fact;
  const proof = { path: `/api/conversations/${id}/messages/${seq}/evidence`, name: `tocsin-${id}-${seq}.json` };
  const take = (print: boolean) => () => takeProofAndTell(proof, print);
  return [
    { key: "proof", label: t("app:proof.take"), icon: <FileCheck2 size={16} />, onClick: take(false) },
    { key: "paper", label: t("app:proof.print"), icon: <Printer size={16} />, onClick: take(true) },
  ];
}

/** What everybody in the conversation may do, in the order of use. */
function common(fact: Fact, conversation: Conversation, t: Words): Act[] {
  const acts: Act[] = [];
  const kept = keptFrom(conversation, "forwarding");
  if (conversation.open)
    acts.push({ key: "reply", label: t("message.reply"), icon: <Reply size={16} />, onClick: () => answer(fact, t) });
  const forward = () => forwarding.set({ source: fact.conversation_id, seqs: [fact.seq] });
  const passing = { key: "forward", icon: <Forward size={16} />, onClick: forward };
  if (kept === null) acts.push({ ...passing, label: t("forward.word") });
  if (fact.text)
    acts.push({
      key: "copy",
      label: t("message.copy"),
      icon: <Copy size={16} />,
      onClick: () => void copyText(fact.text ?? ""),
    });
  acts.push({
    key: "favourite",
    label: t(fact.favourite ? "favourite.drop" : "favourite.keep"),
    icon: <Star size={16} fill={fact.favourite ? "currentColor" : "none"} />,
    onClick: () => void keepAtHand(fact),
  });
  // Messages are chosen to be forwarded: where that may not be, there is nothing to choose them for.
  if (kept !== null) return [...acts, { ...passing, label: t(`forward.${kept}`), disabled: true }];
  acts.push({
    key: "choose",
    label: t("choose.several"),
    icon: <ListChecks size={16} />,
    onClick: () => choose(fact.conversation_id, fact.seq),
  });
  return acts;
}

/** An announcement is read, kept elsewhere and proved; what else is done with it is done where they all stand. */
function announced(fact: Fact, t: Words): Act[] {
  const copy = { key: "copy", label: t("message.copy"), icon: <Copy size={16} /> };
  const copied = fact.text ? [{ ...copy, onClick: () => void copyText(fact.text ?? "") }] : [];
  return [...copied, ...proofs(fact, t)];
}

export function useMessageActs(conversation: Conversation): (fact: Fact) => Act[] {
  const { t } = useTranslation(["messaging", "app"]);
  const place = usePlace();
  return (fact) => {
    const { me } = chat.get();
    if (fact.kind === "announced") return announced(fact, t);
    const acts = common(fact, conversation, t);
    if (fact.kind === "text" && fact.sender_id && fact.sender_id !== me) acts.push(...proofs(fact, t));
    const root = fact.thread ?? (fact.replies > 0 ? fact.seq : null);
    if (root !== null) {
      const show = () => place.showThread(root);
      acts.push({ key: "thread", label: t("thread.show"), icon: <MessageSquareReply size={16} />, onClick: show });
    }
    // Files can be given words afterwards.
    const worded = fact.text || fact.content?.kind === "files";
    // What repeats somebody's words is nobody's to change.
    if (conversation.open && worded && !fact.origin && within(fact, conversation.edit_within, me)) {
      const change = () => {
        beginEdit(fact, draftAnew(fact, t));
        toField();
      };
      acts.push({ key: "edit", label: t("edit.word"), icon: <Pencil size={16} />, onClick: change });
    }
    if (mayAnnounce(conversation) && fact.text) {
      const announce = () => announcing.set({ id: conversation.id, text: fact.text ?? "" });
      acts.push({
        key: "announce",
        label: t("announce.fromMessage"),
        icon: <Megaphone size={16} />,
        onClick: announce,
      });
    }
    if (within(fact, conversation.recall_within, me) || over(fact, conversation, me)) {
      const back = () => void recall(fact, t);
      acts.push({ key: "recall", label: t("message.recall"), icon: <RotateCcw size={16} />, onClick: back });
    }
    return acts;
  };
}
