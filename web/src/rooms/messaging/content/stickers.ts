/** The product's own set: one bell, drawn with a face and something in its hand. Names are those the server knows. */

export type Eyes = "open" | "closed" | "wide" | "wink" | "tired" | "tear";
export type Mouth = "smile" | "grin" | "flat" | "round" | "sad" | "wave";
export type Thing =
  | "check"
  | "flower"
  | "thumb"
  | "hands"
  | "cup"
  | "wave"
  | "drop"
  | "papers"
  | "dots"
  | "mark"
  | "salute"
  | "seal"
  | "clock"
  | "moon"
  | "pillow"
  | "heart"
  | "ring"
  | "tea"
  | "rain";

export interface Drawing {
  eyes: Eyes;
  mouth: Mouth;
  thing: Thing;
  /** Degrees the bell leans. */
  lean: number;
}

export const OWN_SET = "tocsin";

export const STICKERS: Record<string, Drawing> = {
  received: { eyes: "open", mouth: "smile", thing: "check", lean: 0 },
  thanks: { eyes: "closed", mouth: "smile", thing: "flower", lean: 8 },
  ok: { eyes: "wink", mouth: "grin", thing: "thumb", lean: -6 },
  applause: { eyes: "closed", mouth: "grin", thing: "hands", lean: 0 },
  cheers: { eyes: "closed", mouth: "grin", thing: "cup", lean: 10 },
  hello: { eyes: "open", mouth: "grin", thing: "wave", lean: -8 },
  sorry: { eyes: "tear", mouth: "sad", thing: "drop", lean: 12 },
  busy: { eyes: "wide", mouth: "flat", thing: "papers", lean: 0 },
  thinking: { eyes: "open", mouth: "flat", thing: "dots", lean: -10 },
  question: { eyes: "wide", mouth: "round", thing: "mark", lean: 8 },
  salute: { eyes: "open", mouth: "flat", thing: "salute", lean: 0 },
  done: { eyes: "closed", mouth: "smile", thing: "seal", lean: 0 },
  late: { eyes: "wide", mouth: "wave", thing: "clock", lean: -12 },
  overtime: { eyes: "tired", mouth: "flat", thing: "moon", lean: 6 },
  rest: { eyes: "closed", mouth: "round", thing: "pillow", lean: 14 },
  heart: { eyes: "closed", mouth: "smile", thing: "heart", lean: -6 },
  flowers: { eyes: "open", mouth: "grin", thing: "flower", lean: -8 },
  bell: { eyes: "wide", mouth: "round", thing: "ring", lean: 16 },
  tea: { eyes: "closed", mouth: "smile", thing: "tea", lean: 4 },
  rain: { eyes: "tired", mouth: "wave", thing: "rain", lean: 0 },
};
