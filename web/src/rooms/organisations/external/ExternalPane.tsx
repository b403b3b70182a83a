import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { ContactRound, Plus, SearchX, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { isLost } from "@/app/problem";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { download } from "@/kit/download";
import { PageHeader } from "@/kit/PageHeader";
import { part } from "@/kit/part";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { VirtualList } from "@/kit/VirtualList";
import { carries } from "../admin/places";
import { SearchBox } from "../directory/SearchBox";
import type { Directory } from "../directory/useDirectory";
import css from "./External.module.css";
import { ExternalLine } from "./ExternalLine";
import { useExternals, type Whose } from "./queries";

const ExternalForm = part(() => import("./ExternalForm"), { floating: true });

/** People outside, as far as one sees them: found, narrowed, added to. */
export function ExternalPane({ org, directory, back }: { org: string; directory: Directory; back: () => void }) {
  const { t } = useTranslation("organisations");
  const [whose, setWhose] = useState<Whose>("all");
  const [q, setQ] = useState("");
  const mine = directory.me.memberships.find((one) => one.organisation.id === org);
  const manages = carries(mine, "organisations.external_manage");
  const choices: Whose[] = manages ? ["all", "mine", "left"] : ["all", "mine"];
  return (
    <>
      <PageHeader title={t("external.title")} back={back} actions={<Acts org={org} directory={directory} />} />
      <div className={css.filters}>
        <SearchBox value={q} change={setQ} label={t("external.search")} />
        <Segmented
          aria-label={t("external.whose")}
          value={whose}
          onChange={setWhose}
          options={choices.map((value) => ({ value, label: t(`external.${value}`) }))}
        />
      </div>
      <List org={org} directory={directory} whose={whose} q={q.trim()} />
    </>
  );
}

function Acts({ org, directory }: { org: string; directory: Directory }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const [adding, setAdding] = useState(false);
  const mine = directory.me.memberships.find((one) => one.organisation.id === org);
  const take = () => download(`/api/organisations/${org}/external-contacts.csv`, "external-contacts.csv");
  return (
    <>
      {carries(mine, "organisations.external_export") ? (
        <ConfirmButton
          danger={false}
          icon={<Upload size={16} aria-hidden />}
          aria-label={t("external.export")}
          title={t("external.exportTitle")}
          consequence={t("external.exportText")}
          confirm={t("external.export")}
          act={take}
        >
          {phone ? null : t("external.export")}
        </ConfirmButton>
      ) : null}
      {carries(mine, "organisations.external_keep") ? (
        <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("external.add")}
        </Button>
      ) : null}
      {adding ? <ExternalForm org={org} close={() => setAdding(false)} done={directory.toContact} /> : null}
    </>
  );
}

interface ListProps {
  org: string;
  directory: Directory;
  whose: Whose;
  q: string;
}

function List({ org, directory, whose, q }: ListProps) {
  const { t } = useTranslation("organisations");
  const contacts = useExternals(org, whose, q);
  if (contacts.isPending) return <Skeleton rows={8} />;
  if (isLost(contacts)) return <ErrorState problem={contacts.error} retry={() => void contacts.refetch()} />;
  const { items } = contacts.data;
  if (items.length === 0) {
    return q || whose !== "all" ? (
      <EmptyState icon={<SearchX />} title={t("external.noneFound")} hint={t("external.noneFoundHint")} />
    ) : (
      <EmptyState icon={<ContactRound />} title={t("external.empty")} hint={t("external.emptyHint")} />
    );
  }
  const more = contacts.hasNextPage && !contacts.isFetchingNextPage ? () => void contacts.fetchNextPage() : undefined;
  return (
    <VirtualList
      items={items}
      keyOf={(one) => one.id}
      height={64}
      label={t("external.title")}
      more={more}
      row={(one) => <ExternalLine contact={one} open={one.id === directory.contact} choose={directory.toContact} />}
    />
  );
}

/** Those outside whom a search of the directory finds, above the members. */
export function ExternalResults({ org, directory }: { org: string; directory: Directory }) {
  const { t } = useTranslation("organisations");
  const contacts = useExternals(org, "all", directory.q);
  const items = contacts.data?.items.slice(0, 5) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={css.results} aria-label={t("external.results")}>
      <h2>{t("external.results")}</h2>
      {items.map((one) => (
        <ExternalLine key={one.id} contact={one} open={one.id === directory.contact} choose={directory.toContact} />
      ))}
    </section>
  );
}
