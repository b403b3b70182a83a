import { useNavigate, useSearch } from "@tanstack/react-router";
import Tabs from "antd/es/tabs";
import { useTranslation } from "react-i18next";
import { AdminFrame } from "../admin/AdminFrame";
import { Explain } from "../admin/roles/Explain";
import { Grants } from "../admin/roles/Grants";
import { Roles } from "../admin/roles/Roles";
import { useAdmin } from "../admin/useAdmin";

interface Search {
  tab?: string;
  /** Whose powers are asked about. */
  member?: string;
}

/** Who may do what: grants, the roles they give, and the two questions. */
export default function AdminRoles() {
  const { t } = useTranslation("organisations");
  const { org } = useAdmin();
  const navigate = useNavigate();
  const { tab = "grants", member } = useSearch({ strict: false }) as Search;
  const go = (search: Search) => void navigate({ to: `/admin/${org}/roles`, search: search as never, replace: true });
  return (
    <AdminFrame page="roles">
      <Tabs
        activeKey={tab}
        onChange={(next) => go({ tab: next })}
        destroyOnHidden
        style={{ maxWidth: 880 }}
        items={[
          { key: "grants", label: t("roles.tabs.grants"), children: <Grants org={org} /> },
          { key: "roles", label: t("roles.tabs.roles"), children: <Roles org={org} /> },
          {
            key: "explain",
            label: t("roles.tabs.explain"),
            children: (
              <Explain
                org={org}
                member={member}
                choose={(next) => go({ tab: "explain", ...(next && { member: next }) })}
              />
            ),
          },
        ]}
      />
    </AdminFrame>
  );
}
