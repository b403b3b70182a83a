import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Forest } from "../directory/tree";
import type { NodeWords } from "./ChartNode";
import { below, TOP } from "./model";

/** What the boxes say, and what is read out. */
export function useNodeWords(forest: Forest, organisation: string) {
  const { t } = useTranslation("organisations");
  const words = useCallback(
    (id: string, aside = ""): NodeWords => {
      if (id === TOP) {
        const counts = t("chart.departments", { count: forest.byId.size });
        return { title: organisation, heads: "", counts, aside };
      }
      const one = forest.byId.get(id);
      const heads = (one?.heads ?? []).map((head) => head.name).join(t("chart.and"));
      const { members = 0, total = 0 } = one ?? {};
      return {
        title: one?.name ?? "",
        heads,
        counts: members === total ? t("people.count", { count: total }) : t("chart.counts", { members, total }),
        aside: aside || (one?.hidden ? t("chart.hidden") : ""),
      };
    },
    [t, forest, organisation],
  );
  const spoken = useCallback(
    (id: string) => {
      const { title, heads, counts } = words(id);
      const under = below(forest, id).length;
      const more = under > 0 && id !== TOP ? t("chart.departments", { count: under }) : "";
      return [title, heads && t("chart.ledBy", { heads }), counts, more].filter(Boolean).join("，");
    },
    [t, words, forest],
  );
  return { words, spoken };
}
