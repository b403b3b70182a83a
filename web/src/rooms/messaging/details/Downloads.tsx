import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { asProblem } from "@/app/problem";
import { ErrorState, Skeleton } from "@/kit/states";
import type { FileCard } from "@/rooms/files/door";
import type { Downloads as Page } from "../calls";
import { useChat } from "../model/chat";
import css from "./details.module.css";
import { Moment } from "./Moment";
import { More } from "./More";
import { PersonRow } from "./PersonRow";

type Taken = "opened" | "saved";

const NONE: FileCard[] = [];

/** Who saved each file of one's message and who opened it, or listened to it: when, and on which device. */
export function Downloads({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation("messaging");
  const content = useChat((state) => state.timelines[id]?.facts.find((one) => one.seq === seq)?.content);
  if (content?.kind === "voice") {
    const title = (count: number) => t("effects.heard", { count });
    return (
      <Takers id={id} seq={seq} file={content.file.id} taken="opened" title={title} none={t("effects.heardNone")} />
    );
  }
  const files = content?.kind === "files" ? content.files : NONE;
  return files.map(({ id: file, name }) => (
    <Fragment key={file}>
      <Takers
        {...{ id, seq, file }}
        taken="saved"
        title={(count) => t("effects.downloads", { name, count })}
        none={t("effects.downloadsNone", { name })}
      />
      <Takers {...{ id, seq, file }} taken="opened" title={(count) => t("effects.opened", { name, count })} />
    </Fragment>
  ));
}

function takersQuery(id: string, seq: number, file: string, taken: Taken) {
  return infiniteQueryOptions({
    queryKey: ["conversation", id, "effects", seq, taken, file],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<Page> => {
      const path = { conversation_id: id, seq, file_id: file };
      const params = { path, query: { taken, limit: 20, after: pageParam } };
      return take(api.GET("/api/conversations/{conversation_id}/messages/{seq}/files/{file_id}/downloads", { params }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
}

interface Props {
  id: string;
  seq: number;
  file: string;
  taken: Taken;
  title: (count: number) => string;
  /** What is said where nobody did; without it nothing is. */
  none?: string;
}

function Takers({ id, seq, file, taken, title: titleOf, none }: Props) {
  const query = useInfiniteQuery(takersQuery(id, seq, file, taken));
  const first = query.data?.pages[0];
  if (!first) {
    return query.error ? (
      <ErrorState problem={asProblem(query.error)} retry={() => void query.refetch()} />
    ) : none ? (
      <Skeleton rows={1} />
    ) : null;
  }
  if (first.total === 0) return none ? <p className={css.untaken}>{none}</p> : null;
  const title = titleOf(first.total);
  return (
    <section className={css.people} aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {query.data?.pages
          .flatMap((page) => page.items)
          .map((row) => (
            <PersonRow
              key={row.person_id}
              id={row.person_id}
              name={row.name}
              avatar={row.avatar ?? null}
              note={[row.post, row.device].filter(Boolean).join(" · ")}
            >
              {row.at && <Moment at={row.at} />}
            </PersonRow>
          ))}
      </ul>
      <More pages={query} />
    </section>
  );
}
