import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { ExportButton } from "@/rooms/archive/door";
import { SearchInside } from "@/rooms/search/door";
import { titleOf, useChat } from "../model/chat";
import { keptFrom } from "../model/governing";
import { usePlace } from "../usePlace";
import { DetailsHead } from "./DetailsHead";

/** Search in the conversation; what is found stays beside it, except on a phone, where it takes the whole screen. */
export default function SearchPane({ id, files = false }: { id: string; files?: boolean }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const place = usePlace();
  const conversation = useChat((state) => state.conversations[id]);
  const name = conversation ? titleOf(conversation) : "";
  const kept = conversation ? keptFrom(conversation, "exporting") : null;
  return (
    <>
      <DetailsHead title={t(files ? "stage.files" : "stage.search")}>
        <ExportButton subject={{ id, name }} refused={kept && t(`export.${kept}`)} />
      </DetailsHead>
      <SearchInside
        conversationId={id}
        kind={files ? "files" : "messages"}
        open={(seq) => (phone ? place.open(id, seq) : place.showFound(seq))}
      />
    </>
  );
}
