/** What other rooms may use of the register of groups. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

export { type RegisterSearch, registerSearch } from "./search";

/** The register of an organisation's groups, as a page of its administration. */
export const GroupRegister = part(
  async () => {
    const [register] = await Promise.all([import("./register/Register"), loadWords(["groups"])]);
    return register;
  },
  { cold: true },
);

/** One group of the register: its members to review, and what an admin does with it. */
export const GroupPane = part(
  async () => {
    const [pane] = await Promise.all([import("./register/GroupPane"), loadWords(["groups"])]);
    return pane;
  },
  { cold: true },
);
