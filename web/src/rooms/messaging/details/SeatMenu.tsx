import { useMutation } from "@tanstack/react-query";
import Dropdown from "antd/es/dropdown";
import { Crown, Ellipsis, MicOff, ShieldCheck, ShieldOff, UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { toast, toastProblem } from "@/kit/toast";
import type { Conversation, Seat } from "../calls";
import { addMembers, makeOwner, removeMember } from "../model/conversations";
import { runs } from "../model/governing";
import { setAdmin, silence } from "../model/running";
import { Confirm } from "./Confirm";
import { silent } from "./seats";

const HOUR = 3_600_000;
const LENGTHS = { muteHour: HOUR, muteDay: 24 * HOUR, muteWeek: 168 * HOUR, muteMonth: 720 * HOUR };

type Item = { key: string; [more: string]: unknown };

/** What owner and admins may do with a member. A removal can be taken back; a group given away cannot. */
export function SeatMenu({ seat, conversation }: { seat: Seat; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const { id, name: group, role } = conversation;
  const { name } = seat;
  const [giving, setGiving] = useState(false);
  const close = () => setGiving(false);
  const items = useItems(seat, conversation, () => setGiving(true));
  const above = role === "owner" || (runs(conversation) && seat.role === "member");
  if (!above || items.length === 0 || !conversation.open) return null;
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
        <IconButton label={t("members.more", { name })} icon={<Ellipsis />} />
      </Dropdown>
      {giving && (
        <Confirm
          title={t("members.makeOwnerTitle", { name })}
          consequence={t("members.makeOwnerHint", { name, group })}
          word={t("members.makeOwner")}
          act={() => makeOwner(id, seat.person_id)}
          done={close}
          close={close}
        />
      )}
    </>
  );
}

function useItems(seat: Seat, conversation: Conversation, give: () => void): Item[] {
  const { t } = useTranslation("messaging");
  const { id, role, kind } = conversation;
  const group = kind === "group";
  const remove = useRemoval(seat, id);
  const act = useSeatAct();
  const admin = seat.role === "admin";
  const items: Item[] = [];
  if (role === "owner") {
    items.push({
      key: "admin",
      icon: admin ? <ShieldOff size={16} /> : <ShieldCheck size={16} />,
      label: t(admin ? "members.endAdmin" : "members.makeAdmin"),
      onClick: () => act.mutate(() => setAdmin(id, seat.person_id, !admin)),
    });
  }
  if (!admin) items.push(silent(seat) ? unmute() : mute());
  if (role === "owner" && group)
    items.push({ key: "own", icon: <Crown size={16} />, label: t("members.makeOwner"), onClick: give });
  if (group) {
    const out = { key: "out", icon: <UserMinus size={16} />, label: t("members.remove"), danger: true };
    items.push({ ...out, onClick: () => remove.mutate() });
  }
  return items;

  function mute(): Item {
    const children = Object.entries(LENGTHS).map(([key, length]) => ({
      key,
      label: t(`members.${key}`),
      onClick: () => act.mutate(() => silence(id, seat.person_id, new Date(Date.now() + length).toISOString())),
    }));
    return { key: "mute", icon: <MicOff size={16} />, label: t("members.mute"), children };
  }
  function unmute(): Item {
    const onClick = () => act.mutate(() => silence(id, seat.person_id, null));
    return { key: "unmute", icon: <MicOff size={16} />, label: t("members.unmute"), onClick };
  }
}

/** An act on one member. */
function useSeatAct() {
  return useMutation({ mutationFn: (run: () => Promise<void>) => run(), onError: toastProblem });
}

function useRemoval(seat: Seat, id: string) {
  const { t } = useTranslation("messaging");
  const { name } = seat;
  const back = useMutation({ mutationFn: () => addMembers(id, [seat.person_id]), onError: toastProblem });
  return useMutation({
    mutationFn: () => removeMember(id, seat.person_id),
    onError: toastProblem,
    onSuccess: () =>
      toast(t("members.removed", { name }), { undo: { label: t("members.undo"), act: () => back.mutate() } }),
  });
}
