import type { DropdownProps } from "antd/es/dropdown";
import { part } from "./part";

/** What a menu holds, as Ant Design takes it. */
export type MenuProps = NonNullable<DropdownProps["menu"]>;

/** Ant Design's menu comes after what it is for. */
export const MenuAt = part(() => import("./MenuAt"), { floating: true });
