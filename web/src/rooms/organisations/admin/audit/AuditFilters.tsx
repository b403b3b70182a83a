import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { MemberSelect } from "../../fields/MemberSelect";
import css from "../members/MembersFilters.module.css";
import { AUDITED } from "./kinds";

interface Props {
  org: string;
  kind: string | undefined;
  setKind: (kind: string | undefined) => void;
  member: string | undefined;
  setMember: (member: string | undefined) => void;
}

/** By act, by who did it. */
export function AuditFilters({ org, kind, setKind, member, setMember }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <div className={css.filters}>
      <div className={css.words}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          style={{ width: "100%" }}
          value={kind}
          onChange={setKind}
          placeholder={t("audit.filterKind")}
          aria-label={t("audit.filterKind")}
          options={AUDITED.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
      </div>
      <div className={css.words}>
        <MemberSelect
          org={org}
          value={member}
          onChange={setMember}
          allowClear
          placeholder={t("audit.filterActor")}
          label={t("audit.filterActor")}
        />
      </div>
    </div>
  );
}
