import Button from "antd/es/button";
import { useTranslation } from "react-i18next";

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Below a list that is not long as a rule: the way to the rest of it, where there is one. */
export function More({ list }: Props) {
  const { t } = useTranslation("organisations");
  if (!list.hasNextPage) return null;
  return (
    <Button type="link" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {t("common.more")}
    </Button>
  );
}
