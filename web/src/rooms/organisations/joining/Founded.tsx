import { Link } from "@tanstack/react-router";
import { ChevronRight, FileSpreadsheet, Link2, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Front } from "@/rooms/accounts/door";
import css from "./Founded.module.css";

interface Named {
  id: string;
  name: string;
}

/** The organisation stands; three ways to bring the people in. */
export function Founded({ organisation }: { organisation: Named }) {
  const { t } = useTranslation("organisations");
  const ways = [
    { way: "roster", page: "roster", icon: <FileSpreadsheet aria-hidden /> },
    { way: "invite", page: "members", icon: <UserPlus aria-hidden /> },
    { way: "link", page: "join", icon: <Link2 aria-hidden /> },
  ];
  return (
    <Front title={t("founding.nextTitle", { name: organisation.name })} intro={t("founding.nextText")}>
      <ul className={css.ways}>
        {ways.map(({ way, page, icon }) => (
          <li key={way}>
            <Link to={`/admin/${organisation.id}/${page}` as string} className={css.way}>
              {icon}
              <span className={css.words}>
                <span>{t(`founding.${way}`)}</span>
                <span className={css.text}>{t(`founding.${way}Text`)}</span>
              </span>
              <ChevronRight aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
      <Link to="/messages">{t("founding.later")}</Link>
    </Front>
  );
}
