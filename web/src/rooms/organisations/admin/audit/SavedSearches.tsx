import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { BookmarkPlus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/kit/FormDialog";
import { IconButton } from "@/kit/IconButton";
import { toast, toastProblem } from "@/kit/toast";
import { type AuditSearch, keptAsSearch } from "./auditSearch";
import { useDropSearch, useKeepSearch, useSearches } from "./queries";
import css from "./SavedSearches.module.css";

interface Props {
  org: string;
  search: AuditSearch;
  go: (search: Record<string, unknown>) => void;
}

/** One's own searches, a press away; the present one can be kept among them. */
export function SavedSearches({ org, search, go }: Props) {
  const { t } = useTranslation("organisations");
  const kept = useSearches(org);
  const drop = useDropSearch(org);
  const [keeping, setKeeping] = useState(false);
  const asked = JSON.stringify(sorted(search));
  const searches = (kept.data ?? []).map((one) => ({ ...one, search: keptAsSearch(one) }));
  const known = searches.some((one) => JSON.stringify(sorted(one.search)) === asked);
  const narrowed = Object.keys(search).length > 0;
  if (searches.length === 0 && !narrowed) return null;
  return (
    <section className={css.saved} aria-label={t("audit.saved.title")}>
      {searches.map((one) => (
        <span key={one.id} className={css.one}>
          <button
            type="button"
            aria-pressed={JSON.stringify(sorted(one.search)) === asked}
            onClick={() => go(one.search)}
          >
            {one.name}
          </button>
          <IconButton
            label={t("audit.saved.drop", { name: one.name })}
            icon={<X size={14} aria-hidden />}
            onClick={() => drop.mutate(one.id, { onError: toastProblem })}
          />
        </span>
      ))}
      {narrowed && !known ? (
        <Button type="text" icon={<BookmarkPlus size={16} aria-hidden />} onClick={() => setKeeping(true)}>
          {t("audit.saved.keep")}
        </Button>
      ) : null}
      {keeping ? <Keep org={org} search={search} close={() => setKeeping(false)} /> : null}
    </section>
  );
}

function Keep({ org, search, close }: { org: string; search: AuditSearch; close: () => void }) {
  const { t } = useTranslation("organisations");
  const keep = useKeepSearch(org);
  const submit = ({ name }: { name: string }) =>
    keep.mutate(
      { name, search },
      {
        onSuccess: () => {
          toast(t("audit.saved.kept", { name }));
          close();
        },
      },
    );
  return (
    <FormDialog<{ name: string }> title={t("audit.saved.keep")} act={keep} submit={submit} close={close} first="name">
      <Form.Item
        name="name"
        label={t("audit.saved.name")}
        rules={[{ required: true, message: t("audit.saved.nameEmpty") }]}
      >
        <Input maxLength={60} />
      </Form.Item>
    </FormDialog>
  );
}

const sorted = (search: object) => Object.entries(search).sort(([one], [other]) => one.localeCompare(other));
