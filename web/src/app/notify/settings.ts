/** How the person is told of what is new: kept by the server, the same on every device. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { soon } from "@/kit/time";
import { api, take } from "../api";
import { meQuery, queries, useMe } from "../me";
import type { Problem } from "../problem";
import type { Shape } from "../types";
import { type Quiet, type QuietHours, quietEnds } from "./hours";

export type Sound = NonNullable<Shape<"Notifications">["sound"]>;

export interface Settings extends Quiet {
  sound: Sound;
  /** Notifications of the system while the product is not in sight; with what they are about. */
  banners: boolean;
  content: boolean;
  /** What mentions one rings in muted conversations too. */
  mentions_through: boolean;
}

const hours: QuietHours = {
  on: false,
  days: [1, 2, 3, 4, 5, 6, 7],
  start: "22:00",
  end: "07:00",
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

/** The answer leaves nothing out, and is more certain of it than its document. */
function filled(wire: Shape<"Notifications">): Settings {
  const first = { sound: "bell", banners: true, content: true, mentions_through: true, quiet_until: null } as const;
  return { ...first, ...wire, quiet: { ...hours, ...wire.quiet } };
}

function settingsQuery(person: string) {
  return queryOptions<Settings, Problem>({
    queryKey: ["person", person, "notifications"],
    queryFn: async () => filled(await take(api.GET("/api/me/notifications"))),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useNotifications() {
  return useQuery(settingsQuery(useMe().id));
}

/** Shown at once, on this device; the others hear of it. Refused, it is as it was. */
export function useChangeNotifications() {
  const client = useQueryClient();
  const { queryKey } = settingsQuery(useMe().id);
  return useMutation<unknown, Problem, Settings, Settings | undefined>({
    // Each says all of it: of two under way at once the server might keep the one before.
    scope: { id: "notifications" },
    mutationFn: (body) => take(api.PUT("/api/me/notifications", { body })),
    onMutate: async (next) => {
      await client.cancelQueries({ queryKey });
      const was = client.getQueryData<Settings>(queryKey);
      client.setQueryData(queryKey, next);
      return was;
    },
    onError: (_, __, was) => client.setQueryData(queryKey, was),
  });
}

/** What is known of the settings now; asked for where nothing is known yet. */
export async function settingsOf(): Promise<Settings> {
  const me = queries.getQueryData(meQuery.queryKey);
  if (!me) return filled({});
  // Without an answer one is told as everybody is in the beginning.
  return queries.ensureQueryData(settingsQuery(me.id)).catch(() => filled({}));
}

const LOOK_AGAIN = 20_000;

/** "Quiet until tomorrow 08:00"; null when it is not quiet now. */
export function useQuietWords(): string | null {
  const { t, i18n } = useTranslation("app");
  const ends = useQuietEnds();
  if (ends === null) return null;
  const words = { today: t("time.today"), yesterday: t("time.yesterday"), tomorrow: t("time.tomorrow") };
  return t("notify.quietUntil", { when: soon(ends, new Date(), i18n.language, words) });
}

function useQuietEnds(): Date | null {
  const settings = useNotifications().data;
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, []);
  return settings ? quietEnds(settings, new Date(Math.max(now.getTime(), Date.now()))) : null;
}
