import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronLeft, X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { asProblem } from "@/app/problem";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { Panes } from "@/kit/Panes";
import { toast } from "@/kit/toast";
import { openDirect } from "@/rooms/messaging/door";
import type { SearchPlace } from "../asking";
import type { Hit, Kind } from "../calls";
import Inside from "../inside/Inside";
import { Everything } from "../results/Everything";
import css from "./Search.module.css";

/** Everything one may find: people, contacts, groups, messages by conversation, files, links. */
export default function SearchScreen() {
  const { t } = useTranslation("search");
  const place = useSearch({ strict: false }) as SearchPlace;
  const move = useMoves();
  const beside = place.in;
  useLayer(beside !== undefined, () => move.here({ ...place, in: undefined }));
  const open = async (kind: Kind, hit: Hit) => {
    if (kind === "people") {
      try {
        move.to((await openDirect(hit.id)).id);
      } catch (error) {
        toast(asProblem(error).message, { urgent: true });
      }
    } else if (kind === "departments") move.toDepartment(hit);
    else if (kind === "contacts") move.toContact(hit);
    else if (kind === "groups") move.to(hit.id);
    else if ((hit.count ?? 1) > 1) move.here({ ...place, in: hit.id }, false);
    else move.to(hit.id, hit.seq ?? undefined);
  };
  const close = () => move.here({ ...place, in: undefined });
  return (
    <Panes
      depth={beside ? "details" : "stage"}
      back={beside ? close : move.back}
      labels={{ list: t("title"), stage: t("title"), details: t("inside.label") }}
      stage={
        <Everything place={place} change={move.here} doing={{ open: (k, h) => void open(k, h), current: beside }} />
      }
      details={
        beside ? (
          <>
            <Head close={close} />
            <Inside
              key={`${beside} ${place.q}`}
              conversationId={beside}
              q={place.q ?? ""}
              open={(s) => move.to(beside, s)}
            />
          </>
        ) : null
      }
    />
  );
}

function Head({ close }: { close: () => void }) {
  const { t } = useTranslation("search");
  const phone = useIsPhone();
  const words = useTranslation("app").t;
  return (
    <header className={css.head}>
      {phone && <IconButton label={words("act.back")} icon={<ChevronLeft />} onClick={close} />}
      <h2>{t("inside.title")}</h2>
      {!phone && <IconButton label={words("act.close")} icon={<X />} onClick={close} />}
    </header>
  );
}

function useMoves() {
  const navigate = useNavigate();
  return useMemo(
    () => ({
      /** Another search; what one types does not pile up in the history. */
      here: (next: SearchPlace, replace = true) => void navigate({ to: "/search", search: next as never, replace }),
      to: (id: string, at?: number) => void navigate({ to: `/messages/${id}`, search: (at ? { at } : {}) as never }),
      toDepartment: (hit: Hit) => void navigate({ to: `/directory/${hit.home}/${hit.id}` as string }),
      toContact: (hit: Hit) =>
        void navigate({ to: `/directory/${hit.home}/external`, search: { contact: hit.id } as never }),
      back: () => void navigate({ to: "/messages" }),
    }),
    [navigate],
  );
}
