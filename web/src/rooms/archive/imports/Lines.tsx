import Button from "antd/es/button";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

const SHOWN = 50;

/** The first of many lines, and all of them when asked for. */
export function Lines<One>({ of, children }: { of: readonly One[]; children: (one: One, place: number) => ReactNode }) {
  const { t } = useTranslation("archive");
  const [all, setAll] = useState(false);
  const rest = of.length - SHOWN;
  return (
    <>
      {(all ? of : of.slice(0, SHOWN)).map(children)}
      {rest > 0 && !all ? <Button onClick={() => setAll(true)}>{t("imports.rest", { count: rest })}</Button> : null}
    </>
  );
}
