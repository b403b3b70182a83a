import Form from "antd/es/form";
import Radio from "antd/es/radio";
import { useTranslation } from "react-i18next";
import type { ImportPreview } from "../calls";
import css from "../exports/exports.module.css";
import { ByName } from "./ByName";
import own from "./imports.module.css";
import { Lines } from "./Lines";
import { type Joiner, joiners, type Members } from "./whoJoins";

interface Props {
  preview: ImportPreview;
  chosen: string[];
  members: Members;
  choose: (members: Members) => void;
}

/** Who joins the new groups, and reads what is in them: the choice, and by name all whom it lets in. */
export function Joiners({ preview, chosen, members, choose }: Props) {
  const { t } = useTranslation("archive");
  const everybody = joiners(preview, chosen, "names");
  const byName = everybody.filter((one) => one.byName).length;
  const choices: [Members, number][] = [
    ["none", 0],
    ["marks", everybody.length - byName],
    ["names", byName],
  ];
  const joining = joiners(preview, chosen, members);
  return (
    <>
      <Form.Item label={t("imports.members")} extra={<p className={own.hint}>{t("imports.membersHint")}</p>}>
        <Radio.Group
          vertical
          aria-label={t("imports.members")}
          value={members}
          onChange={(event) => choose(event.target.value)}
          options={choices.map(([value, count]) => ({ value, label: t(`imports.join.${value}`, { count }) }))}
        />
      </Form.Item>
      <section className={own.joining} aria-label={t("imports.joining")}>
        <h3 role="status">{t("imports.joiningCount", { count: new Set(joining.map((one) => one.id)).size })}</h3>
        <Lines of={joining}>
          {(one) => (
            <div key={`${one.id}${one.byName}`} className={own.joiner}>
              <b>{one.name}</b>
              {one.byName ? <ByName /> : null}
              <Into groups={one.groups} />
            </div>
          )}
        </Lines>
      </section>
    </>
  );
}

const NAMED = 5;

/** The groups somebody comes into, the first of them by name. */
function Into({ groups }: { groups: Joiner["groups"] }) {
  const { t } = useTranslation("archive");
  const list = groups.slice(0, NAMED).join(t("imports.comma"));
  const words = groups.length > NAMED ? t("imports.intoMore", { list, count: groups.length }) : list;
  return <small className={css.quiet}>{t("imports.into", { groups: words })}</small>;
}
