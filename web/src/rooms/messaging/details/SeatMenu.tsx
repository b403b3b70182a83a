import { useMutation } from "@tanstack/react-query";
import Dropdown from "antd/es/dropdown";
import { Crown, Ellipsis, UserMinus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { IconButton } from "@/kit/IconButton";
import { toast } from "@/kit/toast";
import type { Seat } from "../calls";
import { addMembers, makeOwner, removeMember } from "../model/conversations";

/** What a group's owner may do with a member. A removal can be taken back. */
export function SeatMenu({ seat, id }: { seat: Seat; id: string }) {
  const { t } = useTranslation("messaging");
  const fail = (error: unknown) => toast(asProblem(error).message, { urgent: true });
  const back = useMutation({ mutationFn: () => addMembers(id, [seat.person_id]), onError: fail });
  const remove = useMutation({
    mutationFn: () => removeMember(id, seat.person_id),
    onError: fail,
    onSuccess: () =>
      toast(t("members.removed", { name: seat.name }), {
        undo: { label: t("members.undo"), act: () => back.mutate() },
      }),
  });
  const own = useMutation({ mutationFn: () => makeOwner(id, seat.person_id), onError: fail });
  const items = [
    { key: "own", icon: <Crown size={16} />, label: t("members.makeOwner"), onClick: () => own.mutate() },
    {
      key: "out",
      icon: <UserMinus size={16} />,
      label: t("members.remove"),
      danger: true,
      onClick: () => remove.mutate(),
    },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
      <IconButton label={t("members.more", { name: seat.name })} icon={<Ellipsis />} />
    </Dropdown>
  );
}
