import { useMutation } from "@tanstack/react-query";
import Dropdown from "antd/es/dropdown";
import { Crown, Ellipsis, UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { toast, toastProblem } from "@/kit/toast";
import type { Conversation, Seat } from "../calls";
import { addMembers, makeOwner, removeMember } from "../model/conversations";
import { Confirm } from "./Confirm";

/** What a group's owner may do with a member. A removal can be taken back; a group given away cannot. */
export function SeatMenu({ seat, conversation }: { seat: Seat; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const { id, name: group } = conversation;
  const { name } = seat;
  const [giving, setGiving] = useState(false);
  const close = () => setGiving(false);
  const fail = toastProblem;
  const back = useMutation({ mutationFn: () => addMembers(id, [seat.person_id]), onError: fail });
  const remove = useMutation({
    mutationFn: () => removeMember(id, seat.person_id),
    onError: fail,
    onSuccess: () =>
      toast(t("members.removed", { name }), { undo: { label: t("members.undo"), act: () => back.mutate() } }),
  });
  const items = [
    { key: "own", icon: <Crown size={16} />, label: t("members.makeOwner"), onClick: () => setGiving(true) },
    {
      key: "out",
      icon: <UserMinus size={16} />,
      label: t("members.remove"),
      danger: true,
      onClick: () => remove.mutate(),
    },
  ];
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
