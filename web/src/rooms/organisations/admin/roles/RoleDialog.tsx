import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { follow } from "@/kit/follow";
import { toast } from "@/kit/toast";
import type { PowerWords, Role } from "../../calls";
import { usePowers, useSaveRole } from "./queries";
import css from "./RoleDialog.module.css";
import { STARTERS } from "./starters";

interface Props {
  org: string;
  /** Without one a new one is made. */
  role?: Role | null;
  close: () => void;
  /** Told the id of a new one. */
  made?: (role: string) => void;
}

/** A role's name and the powers it carries. */
export function RoleDialog({ org, role, close, made }: Props) {
  const { t } = useTranslation("organisations");
  const powers = usePowers(org);
  const save = useSaveRole(org);
  const submit = (entered: { name: string; powers: string[] }) =>
    follow(save, { ...entered, name: entered.name.trim(), ...(role && { id: role.id }) }, (kept) => {
      toast(t(role ? "common.saved" : "roles.created"));
      if (kept) made?.(kept.id);
      close();
    });
  return (
    <FormDialog
      title={t(role ? "roles.editTitle" : "roles.createTitle")}
      act={save}
      first="name"
      codes={{ "organisations.name_taken": "name" }}
      initialValues={{ name: role?.name, powers: role?.powers ?? [] }}
      submit={submit}
      close={close}
    >
      {role?.holders ? <p>{t("roles.editText", { count: role.holders })}</p> : null}
      {role ? null : <Starters catalogue={powers.data ?? []} />}
      <Form.Item
        name="name"
        label={t("roles.name")}
        rules={[{ required: true, whitespace: true, message: t("roles.nameEmpty") }]}
      >
        <Input maxLength={40} autoComplete="off" placeholder={t("roles.namePlaceholder")} />
      </Form.Item>
      <Form.Item
        name="powers"
        label={t("roles.powers")}
        rules={[{ required: true, type: "array", min: 1, message: t("roles.powersEmpty") }]}
      >
        <PowerBoxes powers={(powers.data ?? []).filter((power) => !power.everyone)} />
      </Form.Item>
    </FormDialog>
  );
}

/** Names with their powers to begin with; whoever takes one goes on from there. */
function Starters({ catalogue }: { catalogue: PowerWords[] }) {
  const { t } = useTranslation("organisations");
  const form = Form.useFormInstance();
  const take = (name: string, powers: readonly string[]) =>
    form.setFields([
      { name: "name", value: name, errors: [] },
      { name: "powers", value: powers.filter((one) => catalogue.some(({ power }) => power === one)), errors: [] },
    ]);
  return (
    <div className={css.starters}>
      {t("roles.starters.title")}
      {STARTERS.map(({ key, powers }) => (
        <Button key={key} className="thumb" onClick={() => take(t(`roles.starters.${key}`), powers)}>
          {t(`roles.starters.${key}`)}
        </Button>
      ))}
    </div>
  );
}

interface BoxesProps {
  powers: PowerWords[];
  /** Given by the form. */
  value?: string[];
  onChange?: (powers: string[]) => void;
}

/** The catalogue of powers by room, to tick. */
function PowerBoxes({ powers, value = [], onChange }: BoxesProps) {
  const { t } = useTranslation("organisations");
  const rooms = [...new Set(powers.map((power) => power.room))];
  return (
    <Checkbox.Group value={value} onChange={(next) => onChange?.(next as string[])} className={css.boxes}>
      {rooms.map((room) => (
        <fieldset key={room} className={css.room}>
          <legend>{t(`roles.rooms.${room}`)}</legend>
          {powers
            .filter((power) => power.room === room)
            .map((power) => (
              <Checkbox key={power.power} value={power.power}>
                {power.words}
              </Checkbox>
            ))}
        </fieldset>
      ))}
    </Checkbox.Group>
  );
}
