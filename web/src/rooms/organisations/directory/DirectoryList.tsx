import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRightLeft, Network } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import type { Problem } from "@/app/problem";
import { isLost } from "@/app/problem";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Department } from "../calls";
import { InvitationsBanner } from "../joining/InvitationsBanner";
import { TransfersBanner } from "../transfers/TransfersBanner";
import { DepartmentTree } from "./DepartmentTree";
import css from "./DirectoryList.module.css";
import { MemberResults } from "./MemberResults";
import { OrganisationSwitcher } from "./OrganisationSwitcher";
import { SearchBox } from "./SearchBox";
import { Suspended } from "./Standing";
import type { Forest } from "./tree";
import { type Directory, EVERYBODY, EXTERNAL } from "./useDirectory";

interface Props {
  org: string;
  directory: Directory;
  departments: UseQueryResult<Department[], Problem>;
  forest: Forest;
}

/** The left pane: which organisation, what one looks for, the departments. */
export function DirectoryList({ org, directory, departments, forest }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const { department, external, q, toDepartment, toOrganisation, toSearch } = directory;
  return (
    <>
      {/* On a phone no other pane names the page. */}
      {phone ? <h1 className="sr-only">{t("directory.title")}</h1> : null}
      <div className={css.top}>
        <div className={css.which}>
          <OrganisationSwitcher org={org} choose={toOrganisation} />
          <Link
            to={`/transfers/${org}` as string}
            className={css.place}
            title={t("transfers.title")}
            aria-label={t("transfers.title")}
          >
            <ArrowRightLeft aria-hidden />
          </Link>
          <Link
            to={`/directory-chart/${org}`}
            className={css.place}
            title={t("chart.title")}
            aria-label={t("chart.title")}
          >
            <Network aria-hidden />
          </Link>
        </div>
        <SearchBox value={q} change={toSearch} />
        <InvitationsBanner />
        <Suspended />
        <TransfersBanner org={org} />
      </div>
      {phone && q ? (
        <MemberResults org={org} directory={directory} />
      ) : departments.isPending ? (
        <Skeleton rows={6} avatar={false} />
      ) : isLost(departments) ? (
        <ErrorState problem={departments.error} retry={() => void departments.refetch()} />
      ) : (
        <DepartmentTree
          org={org}
          forest={forest}
          selected={q ? undefined : department}
          choose={toDepartment}
          head={
            <>
              <Everybody
                label={t("directory.wholeOrganisation")}
                selected={!department && !external && !phone && !q}
                choose={() => toDepartment(phone ? EVERYBODY : undefined)}
              />
              <Everybody label={t("external.title")} selected={external && !q} choose={() => toDepartment(EXTERNAL)} />
            </>
          }
        />
      )}
    </>
  );
}

function Everybody({ label, selected, choose }: { label: string; selected: boolean; choose: () => void }) {
  return (
    <button type="button" className={css.everybody} aria-pressed={selected} onClick={choose}>
      {label}
    </button>
  );
}
