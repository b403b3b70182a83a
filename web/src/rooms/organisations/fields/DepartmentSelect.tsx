import TreeSelect from "antd/es/tree-select";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Forest, grow, namesTo } from "../directory/tree";
import { useDepartments } from "../queries";

interface Props {
  org: string;
  /** Given by the form. */
  value?: string | undefined;
  onChange?: (department: string | undefined) => void;
  id?: string;
  placeholder?: string;
  allowClear?: boolean;
  /** A department and all below it that cannot be chosen: one cannot move into oneself. */
  without?: string | undefined;
  /** Offers the top of the tree under this name, as the empty string. */
  top?: string;
  label?: string;
}

interface Node {
  value: string;
  title: string;
  path: string;
  children: Node[];
}

function nodes(forest: Forest, at: string | null, without: string | undefined): Node[] {
  return (forest.below.get(at) ?? [])
    .filter((id) => id !== without)
    .map((id) => ({
      value: id,
      title: forest.byId.get(id)?.name ?? "",
      path: namesTo(forest, id).join(" / "),
      children: nodes(forest, id, without),
    }));
}

/** One department of the tree, found by unfolding or by typing a part of its name. */
export function DepartmentSelect({ org, without, top, label, ...field }: Props) {
  const { t } = useTranslation("organisations");
  const departments = useDepartments(org);
  const tree = useMemo(() => {
    const all = nodes(grow(departments.data ?? []), null, without);
    return top ? [{ value: "", title: top, path: top, children: [] }, ...all] : all;
  }, [departments.data, without, top]);
  return (
    <TreeSelect
      showSearch
      treeData={tree}
      treeNodeFilterProp="title"
      treeNodeLabelProp="path"
      loading={departments.isPending}
      popupMatchSelectWidth={false}
      styles={{ popup: { root: { minWidth: 280, maxHeight: 400 } } }}
      placeholder={t("members.department")}
      aria-label={label}
      style={{ width: "100%" }}
      {...field}
    />
  );
}
