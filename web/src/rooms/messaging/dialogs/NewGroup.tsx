import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colleague } from "@/app/colleagues";
import { useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import { EmptyState } from "@/kit/states";
import { createGroup, openDirect } from "../model/conversations";
import { usePlace } from "../usePlace";
import { ChoosePeople } from "./ChoosePeople";
import css from "./dialogs.module.css";

/** One person chosen opens the conversation with them; more make a group with a name. */
export default function NewGroup({ close }: { close: () => void }) {
  const { t } = useTranslation("messaging");
  const me = useMe();
  const place = usePlace();
  const [organisation, setOrganisation] = useState(me.memberships[0]?.organisation.id ?? "");
  const [chosen, setChosen] = useState<Colleague[]>([]);
  const [name, setName] = useState("");
  const alone = chosen.length === 1 ? chosen[0] : undefined;
  const usual = [me.name, ...chosen.map((one) => one.name)].slice(0, 4).join(t("fact.comma"));
  const act = useMutation({
    mutationFn: () =>
      alone && name.trim() === ""
        ? openDirect(alone.id)
        : createGroup(
            organisation,
            name.trim() || usual,
            chosen.map((one) => one.id),
          ),
    onSuccess: (conversation) => {
      close();
      place.open(conversation.id);
    },
  });
  if (me.memberships.length === 0) {
    return (
      <Dialog title={t("group.title")} close={close}>
        <EmptyState icon={<Building2 />} title={t("group.homeless")} hint={t("group.homelessHint")} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t("group.title")}
      close={close}
      foot={
        <>
          <Link to="/groups" className={css.elsewhere} onClick={close}>
            {t("group.find")}
          </Link>
          <FootButton look="primary" disabled={chosen.length === 0 || act.isPending} onClick={() => act.mutate()}>
            {chosen.length < 2 && name.trim() === ""
              ? t("group.chat")
              : t("group.create", { count: chosen.length + 1 })}
          </FootButton>
        </>
      }
    >
      <div className={css.fields}>
        <Organisations value={organisation} change={setOrganisation} />
        <input
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          placeholder={chosen.length > 1 ? usual : t("group.name")}
          aria-label={t("group.name")}
        />
        {act.error && <p role="alert">{asProblem(act.error).message}</p>}
      </div>
      <ChoosePeople organisationId={organisation} chosen={chosen} change={setChosen} />
    </Dialog>
  );
}

/** Which organisation the group belongs to, where one has several. */
function Organisations({ value, change }: { value: string; change: (id: string) => void }) {
  const { t } = useTranslation("messaging");
  const me = useMe();
  if (me.memberships.length < 2) return null;
  return (
    <select value={value} onChange={(event) => change(event.target.value)} aria-label={t("group.organisation")}>
      {me.memberships.map(({ organisation }) => (
        <option key={organisation.id} value={organisation.id}>
          {organisation.name}
        </option>
      ))}
    </select>
  );
}
