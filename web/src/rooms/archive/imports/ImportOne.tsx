import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Progress from "antd/es/progress";
import Result from "antd/es/result";
import Space from "antd/es/space";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Import } from "../calls";
import { ImportPreview } from "./ImportPreview";
import { useDrop, useImport } from "./queries";

interface Props {
  org: string;
  id: string;
  leave: () => void;
}

/** One import, as far as it is: being read, to be looked at, being entered, done, failed. */
export function ImportOne({ org, id, leave }: Props) {
  const found = useImport(org, id);
  if (found.isPending) return <Skeleton rows={6} avatar={false} />;
  if (isLost(found)) return <ErrorState problem={found.error} retry={() => void found.refetch()} />;
  const one = found.data;
  if (one.state === "ready" && one.preview) {
    return <ImportPreview org={org} one={one} preview={one.preview} leave={leave} />;
  }
  if (one.state === "done" || one.state === "failed") return <End one={one} leave={leave} />;
  return <Going org={org} one={one} leave={leave} />;
}

function Going({ org, one, leave }: { org: string; one: Import; leave: () => void }) {
  const { t, i18n } = useTranslation("archive");
  const drop = useDrop(org);
  const number = new Intl.NumberFormat(i18n.language);
  const entering = one.state === "applying";
  const title = t(entering ? "imports.applying" : "imports.reading");
  const percent = entering && one.total ? Math.floor((one.done / one.total) * 100) : 100;
  return (
    <Sheet title={title} hint={t("imports.goesOn")}>
      <Progress percent={percent} status="active" showInfo={entering} aria-label={title} />
      <p role="status">{entering ? `${number.format(one.done)} / ${number.format(one.total)}` : one.name}</p>
      <ConfirmButton
        title={t("imports.stopTitle")}
        consequence={t("imports.stopText")}
        confirm={t("imports.stop")}
        act={() => drop.mutateAsync(one.id).then(leave)}
      >
        {t("imports.stop")}
      </ConfirmButton>
    </Sheet>
  );
}

function End({ one, leave }: { one: Import; leave: () => void }) {
  const { t } = useTranslation("archive");
  const navigate = useNavigate();
  const done = one.state === "done";
  const names = new Map(one.preview?.channels.map((channel) => [channel.key, channel.name]));
  return (
    <Sheet>
      <Result
        status={done ? "success" : "error"}
        title={t(`imports.states.${one.state}`)}
        subTitle={
          done ? (
            t("imports.doneText", { count: one.done })
          ) : (
            <>
              {one.error?.message}
              {/* What was entered stays, and is said: nobody is to look for it, or for the rest. */}
              {one.done > 0 && <p>{t("imports.partText", { done: one.done, total: one.total })}</p>}
            </>
          )
        }
        extra={
          <Space wrap style={{ justifyContent: "center" }}>
            {Object.entries(one.groups).map(([key, id]) => (
              <Button key={key} type="primary" onClick={() => void navigate({ to: `/messages/${id}` })}>
                {t("imports.toGroup", { name: names.get(key) ?? key })}
              </Button>
            ))}
            <Button onClick={leave}>{t("imports.another")}</Button>
          </Space>
        }
      />
    </Sheet>
  );
}
