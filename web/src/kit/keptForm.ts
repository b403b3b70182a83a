/** What is typed into a form survives a reload and the way back, in this tab alone. */
import { useMemo } from "react";

const at = (name: string) => `tocsin.form.${name}`;

type Values = Record<string, unknown>;

function read(name: string): Values {
  try {
    return JSON.parse(sessionStorage.getItem(at(name)) ?? "{}") as Values;
  } catch {
    // Storage that cannot be read holds nothing of ours.
    return {};
  }
}

/** What was typed has done its work. */
export function forgetForm(name: string): void {
  try {
    sessionStorage.removeItem(at(name));
  } catch {
    // Then nothing was kept either.
  }
}

/** Props of an Ant Design form; of its fields only those named are kept: no passwords, no declarations. */
export function useKeptForm(name: string, fields: readonly string[]) {
  const initialValues = useMemo(() => read(name), [name]);
  const onValuesChange = (_: object, all: object) => {
    const kept = Object.fromEntries(fields.map((field) => [field, (all as Values)[field]]));
    try {
      sessionStorage.setItem(at(name), JSON.stringify(kept));
    } catch {
      // Full or forbidden: it lives as long as the page does.
    }
  };
  return { initialValues, onValuesChange };
}
