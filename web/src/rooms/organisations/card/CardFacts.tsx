import Input from "antd/es/input";
import { Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/kit/copy";
import { IconButton } from "@/kit/IconButton";
import { When } from "@/kit/When";
import type { MemberCard } from "../calls";
import { readable } from "../lists/phone";
import { useContact } from "../queries";
import css from "./CardFacts.module.css";
import { Go, Leads, ReportsTo } from "./CardLine";
import { useCardLinks } from "./links";

interface Props {
  org: string;
  card: MemberCard;
  go?: (() => void) | undefined;
}

/** The facts of a card; what may be copied has its button. */
export function CardFacts({ org, card, go }: Props) {
  const { t } = useTranslation("organisations");
  return (
    <dl className={css.facts}>
      <Departments org={org} card={card} go={go} />
      <ReportsTo org={org} card={card} go={go} />
      <Leads org={org} card={card} go={go} />
      <Fact label={t("card.phone")} copy={card.phone}>
        {card.phone ? readable(card.phone) : card.phone_masked}
      </Fact>
      <Fact label={t("card.email")} copy={card.email}>
        {card.email ?? card.email_masked}
      </Fact>
      <WholeContact org={org} card={card} />
      <Fact label={t("card.workNo")} copy={card.work_no}>
        {card.work_no}
      </Fact>
      <Fact label={t("card.joined")}>{card.joined_at ? <When at={card.joined_at} /> : null}</Fact>
    </dl>
  );
}

/** Reading the whole number is offered to those who may, and recorded: with a reason, which the person sees. */
function WholeContact({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const contact = useContact(org, card.id);
  const [why, setWhy] = useState("");
  const show = () => contact.mutate(why.trim() || null);
  const hidden = (card.phone_masked && !card.phone) || (card.email_masked && !card.email);
  if (!card.may_read_contact || !hidden) return null;
  return (
    <>
      <dt />
      <dd className={css.whole}>
        <Input
          value={why}
          maxLength={200}
          placeholder={t("card.why")}
          aria-label={t("card.why")}
          onChange={(event) => setWhy(event.target.value)}
          onPressEnter={show}
        />
        <button type="button" className={css.link} disabled={contact.isPending} onClick={show}>
          {t("card.whole")}
        </button>
      </dd>
    </>
  );
}

function Departments({ org, card, go }: Props) {
  const { t } = useTranslation("organisations");
  const { toDepartment } = useCardLinks(org);
  const places = card.posts.filter((post) => post.department_id);
  if (places.length === 0) return null;
  return (
    <>
      <dt>{t("card.departments")}</dt>
      <dd>
        {places.map((place) => (
          <div key={place.department_id} className={css.place}>
            <Go to={toDepartment(place.department_id ?? "")} go={go}>
              {place.path?.join(" / ") ?? ""}
            </Go>
            <span className={css.post}>
              {[place.post, place.head ? t("directory.head") : ""].filter(Boolean).join(" · ")}
            </span>
          </div>
        ))}
      </dd>
    </>
  );
}

function Fact({ label, copy, children }: { label: string; copy?: string | null | undefined; children: ReactNode }) {
  const { t } = useTranslation("organisations");
  if (!children) return null;
  const put = () => void copyText(copy ?? "");
  return (
    <>
      <dt>{label}</dt>
      <dd className={css.fact}>
        <span>{children}</span>
        {copy ? (
          <IconButton label={t("common.copyOf", { what: label })} icon={<Copy aria-hidden />} onClick={put} />
        ) : null}
      </dd>
    </>
  );
}
