/** What a form is refused for stands at the field it concerns, and that field has the focus. */
import type { FormInstance } from "antd/es/form";
import { useEffect, useRef } from "react";
import { useLanguage } from "@/app/i18n";
import type { Problem } from "@/app/problem";

interface Where {
  /** The fields of the form, as the server calls them too. */
  fields: readonly string[];
  /** Refusals that name no field themselves, by their code. */
  codes?: Readonly<Record<string, string>>;
  /** Brings a field to sight that may be folded away. */
  show?: (field: string) => void;
}

/** The field a refusal is about, `null` where it is about the whole. */
export function refusedField(problem: Problem, { fields, codes = {} }: Where): string | null {
  const named = [codes[problem.code], problem.params.field, ...Object.keys(problem.fields)];
  return (named.find((one) => typeof one === "string" && fields.includes(one)) as string | undefined) ?? null;
}

/** Puts a refusal at its field and gives back what has none, to be said beside the button. */
export function useRefusedField(form: FormInstance, problem: Problem | null, where: Where): Problem | null {
  const field = problem && refusedField(problem, where);
  const show = useRef(where.show);
  show.current = where.show;
  useEffect(() => {
    if (!problem || !field) return;
    form.setFields([{ name: field, errors: [problem.message] }]);
    show.current?.(field);
    // After what was folded away has its place.
    const timer = setTimeout(() => form.scrollToField(field, { focus: true, block: "center" }));
    return () => clearTimeout(timer);
  }, [form, problem, field]);
  useReworded(form);
  return field ? null : problem;
}

/** For `scrollToFirstError`: the first wrong field comes to sight and has the focus. */
export const FIRST_WRONG = { focus: true, block: "center" } as const;

/** Another language was chosen: what stands at the fields is said again in that one. */
export function useReworded(form: FormInstance): void {
  const language = useLanguage();
  const said = useRef(language);
  useEffect(() => {
    if (said.current === language) return;
    said.current = language;
    const wrong = form.getFieldsError().flatMap(({ name, errors }) => (errors.length > 0 ? [name] : []));
    // Still wrong: that is what is said again.
    if (wrong.length > 0) void form.validateFields(wrong).catch(() => undefined);
  }, [form, language]);
}
