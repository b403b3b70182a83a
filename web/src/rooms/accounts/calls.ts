/** Shapes of the accounts room, as `docs/protocol/openapi.json` has them. */
import type { Shape } from "@/app/types";

export type CastAccount = Shape<"Account">;
export type CodePurpose = Shape<"CodeWanted">["purpose"];
export type CodeSent = Shape<"CodeSent">;
/** A code was right: either the person is in, or has a ticket to register with. */
export type CodeOutcome = Shape<"SignedIn"> | Shape<"NotRegistered">;
export type Agreement = Shape<"AgreementText">;
export type NewAccount = Shape<"NewAccount">;
/** What `/api/me` tells of the person; where they belong comes from the organisations room. */
export type Account = Shape<"Me">;
export type MeChange = Shape<"ProfileChange">;
export type PresenceIn = Shape<"PresenceIn">;
export type PasswordChange = Shape<"PasswordChange">;
export type DeviceSession = Shape<"SessionRow">;
