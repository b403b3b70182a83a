import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/kit/states";
import { ExternalResults } from "../external/ExternalPane";
import { DepartmentResults } from "./DepartmentResults";
import { MembersList } from "./MembersList";
import type { Directory } from "./useDirectory";

/** Who was found by name, pinyin, initials, post or phone. */
export function MemberResults({ org, directory }: { org: string; directory: Directory }) {
  const { t } = useTranslation("organisations");
  const { q } = directory;
  return (
    <MembersList
      org={org}
      query={{ q }}
      directory={directory}
      label={t("directory.found", { q })}
      head={
        <>
          <DepartmentResults org={org} directory={directory} />
          <ExternalResults org={org} directory={directory} />
        </>
      }
      empty={
        <EmptyState icon={<SearchX />} title={t("directory.notFound", { q })} hint={t("directory.notFoundHint")} />
      }
    />
  );
}
