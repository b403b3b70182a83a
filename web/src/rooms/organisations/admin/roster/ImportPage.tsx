import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { Body } from "@/kit/Body";
import { ErrorState, Skeleton } from "@/kit/states";
import { ImportEnd } from "./ImportEnd";
import { ImportProgress } from "./ImportProgress";
import { Preview } from "./Preview";
import { useImport } from "./queries";

interface Props {
  org: string;
  id: string;
  leave: () => void;
}

/** One import, as far as it is: being read, to be looked at, being applied, done, failed. */
export function ImportPage({ org, id, leave }: Props) {
  const { t } = useTranslation("organisations");
  const found = useImport(org, id);
  if (found.isPending) return <Skeleton rows={6} avatar={false} />;
  if (isLost(found)) return <ErrorState problem={found.error} retry={() => void found.refetch()} />;
  const one = found.data;
  switch (one.state) {
    case "reading":
      return <ImportProgress title={t("roster.reading")} hint={t("roster.readingHint")} />;
    case "applying":
      return (
        <ImportProgress
          title={t("roster.applying")}
          hint={t("roster.applyingHint")}
          done={one.done}
          total={one.total}
        />
      );
    case "ready":
      return <Preview org={org} one={one} leave={leave} />;
    case "discarded":
      return (
        <Body narrow>
          <Button onClick={leave}>{t("roster.another")}</Button>
        </Body>
      );
    default:
      return <ImportEnd org={org} one={one} leave={leave} />;
  }
}
