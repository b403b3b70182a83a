import Select from "antd/es/select";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NOTHING, nothing } from "@/kit/nothing";
import { postsInWords } from "../lists/MemberLine";
import { useDebounced } from "../lists/useDebounced";
import { useCard, useMembers } from "../queries";

interface Props {
  org: string;
  value?: string | undefined;
  onChange?: (member: string | undefined) => void;
  id?: string;
  placeholder?: string;
  allowClear?: boolean;
  label?: string;
  size?: "large" | "medium";
}

/** One active member, found by name, pinyin, post or phone. */
export function MemberSelect({ org, value, size, label, onChange, ...field }: Props) {
  const { t } = useTranslation("organisations");
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useMembers(org, { status: "active", limit: 30, ...(q && { q }) });
  // The chosen one is seldom among those found: its name comes from its card.
  const chosen = useCard(org, value);
  const options = (found.data?.items ?? []).map((one) => ({
    value: one.id,
    label: one.name,
    posts: postsInWords(one.posts),
  }));
  if (chosen.data && !options.some((one) => one.value === value)) {
    options.push({ value: chosen.data.id, label: chosen.data.name, posts: postsInWords(chosen.data.posts) });
  }
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      value={value}
      options={
        options.length > 0 || found.isFetching ? options : [{ ...nothing(t("directory.notFound", { q })), posts: "" }]
      }
      loading={found.isFetching}
      placeholder={t("roles.memberSearch")}
      notFoundContent={null}
      aria-label={label}
      style={{ width: "100%" }}
      optionRender={({ data }) => (
        <>
          {data.label} <span style={{ color: "var(--ink-3)" }}>{data.posts}</span>
        </>
      )}
      {...(size && { size })}
      {...field}
      onChange={(chosen: string | undefined) => chosen !== NOTHING && onChange?.(chosen)}
    />
  );
}
