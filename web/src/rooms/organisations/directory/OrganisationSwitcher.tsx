import { Link } from "@tanstack/react-router";
import Divider from "antd/es/divider";
import Select from "antd/es/select";
import { Plus, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { mayManage } from "../admin/places";
import list from "./DirectoryList.module.css";
import css from "./OrganisationSwitcher.module.css";

/** Which of one's organisations is shown, and the way into its administration. */
export function OrganisationSwitcher({ org, choose }: { org: string; choose: (org: string) => void }) {
  const { t } = useTranslation("organisations");
  const me = useMe();
  const mine = me.memberships;
  const here = mine.find((one) => one.organisation.id === org);
  return (
    <div className={css.head}>
      <Select
        className={css.name}
        variant="borderless"
        value={org}
        aria-label={t("directory.organisation")}
        onChange={choose}
        options={mine.map(({ organisation }) => ({ value: organisation.id, label: organisation.name }))}
        popupRender={(menu) => (
          <>
            {menu}
            <Divider style={{ margin: "4px 0" }} />
            <Link to="/organisations/new" className={css.found}>
              <Plus size={16} aria-hidden /> {t("founding.title")}
            </Link>
          </>
        )}
      />
      {here && mayManage(here) ? (
        <Link
          to={`/admin/${org}` as string}
          className={list.place}
          title={t("admin.title")}
          aria-label={t("admin.title")}
        >
          <ShieldCheck aria-hidden />
        </Link>
      ) : null}
    </div>
  );
}
