import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
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

const NONE: FileCard[] = [];

/** Who downloaded each file of one's message, when and on which device. */
export function Downloads({ id, seq }: { id: string; seq: number }) {
  const files = useChat((state) => {
    const content = state.timelines[id]?.facts.find((one) => one.seq === seq)?.content;
    return content?.kind === "files" ? content.files : NONE;
  });
  return files.map((file) => <OfFile key={file.id} id={id} seq={seq} file={file} />);
}

function downloadsQuery(id: string, seq: number, file: string) {
  return infiniteQueryOptions({
    queryKey: ["conversation", id, "effects", seq, "downloads", file],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<Page> => {
      const path = { conversation_id: id, seq, file_id: file };
      const params = { path, query: { limit: 20, after: pageParam } };
      return take(api.GET("/api/conversations/{conversation_id}/messages/{seq}/files/{file_id}/downloads", { params }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
}

function OfFile({ id, seq, file }: { id: string; seq: number; file: FileCard }) {
  const { t } = useTranslation("messaging");
  const query = useInfiniteQuery(downloadsQuery(id, seq, file.id));
  const first = query.data?.pages[0];
  if (!first) {
    return query.error ? (
      <ErrorState problem={asProblem(query.error)} retry={() => void query.refetch()} />
    ) : (
      <Skeleton rows={1} />
    );
  }
  if (first.total === 0) return <p className={css.untaken}>{t("effects.downloadsNone", { name: file.name })}</p>;
  const title = t("effects.downloads", { name: file.name, count: first.total });
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
