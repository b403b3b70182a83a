import { useNavigate } from "@tanstack/react-router";
import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { mayManage } from "./places";

/** Which organisation is administered, for those who have several. */
export function AdminSwitcher({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const mine = useMe().memberships.filter(mayManage);
  if (mine.length < 2) return null;
  return (
    <Select
      value={org}
      style={{ marginBottom: 8 }}
      aria-label={t("directory.organisation")}
      options={mine.map(({ organisation }) => ({ value: organisation.id, label: organisation.name }))}
      onChange={(next) => void navigate({ href: `/admin/${next}` })}
    />
  );
}
