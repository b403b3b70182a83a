/**
 * The one place where colours live. Components use the custom properties written here
 * (`var(--ink)`, `var(--seal)` …) or Ant Design's components, which take the same values as tokens.
 */
import type { ThemeConfig } from "antd/es/config-provider";
import darkAlgorithm from "antd/es/theme/themes/dark";
import defaultAlgorithm from "antd/es/theme/themes/default";

export type Mode = "light" | "dark";
export type Density = "comfortable" | "compact";

interface Palette {
  /** ground of the stage, of panels, and of what lies sunken in a panel */
  paper: string;
  panel: string;
  sunken: string;
  /** what stands out from something sunken: the chosen one of several */
  raised: string;
  /** text: first, second and third rank (all at least AA on paper and panel) */
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  hover: string;
  /** bronze green: what one may act on; `soft` carries selection and one's own messages */
  bronze: string;
  bronzeStrong: string;
  bronzeSoft: string;
  onBronze: string;
  /** vermilion: effects and the urgent; the line deepens from `sealLight` to `sealDeep` */
  seal: string;
  sealLight: string;
  sealDeep: string;
  sealSoft: string;
  onSeal: string;
  rail: string;
  railRaised: string;
  railInk: string;
  muted: string;
  onMuted: string;
  shadow: string;
  shadowFloat: string;
}

const light: Palette = {
  paper: "#FAFAF8",
  panel: "#FFFFFF",
  sunken: "#F0F1EC",
  raised: "#FFFFFF",
  ink: "#1E2422",
  ink2: "#56605C",
  ink3: "#69726E",
  line: "#E4E6E0",
  hover: "#F3F5F1",
  bronze: "#2F6F62",
  bronzeStrong: "#235549",
  bronzeSoft: "#E3EEEA",
  onBronze: "#FFFFFF",
  seal: "#C8402F",
  sealLight: "#B9503F",
  sealDeep: "#A32A1B",
  sealSoft: "#FBE9E6",
  onSeal: "#FFFFFF",
  rail: "#22302C",
  railRaised: "#35453F",
  railInk: "#DCE5E1",
  muted: "#767E7A",
  onMuted: "#FFFFFF",
  shadow: "0 1px 2px rgb(30 36 34 / 8%)",
  shadowFloat: "0 8px 28px rgb(30 36 34 / 16%)",
};

const dark: Palette = {
  paper: "#181B1A",
  panel: "#1F2322",
  sunken: "#2A2F2D",
  raised: "#424A47",
  ink: "#ECEFED",
  ink2: "#B3BBB7",
  ink3: "#98A19D",
  line: "#313735",
  hover: "#262B29",
  bronze: "#62B09D",
  bronzeStrong: "#83C7B6",
  bronzeSoft: "#22362F",
  onBronze: "#0E1714",
  seal: "#EC7060",
  sealLight: "#E08C7F",
  sealDeep: "#FF6A55",
  sealSoft: "#3A2321",
  onSeal: "#1B0D0B",
  rail: "#121514",
  railRaised: "#2A2F2D",
  railInk: "#D5DCD9",
  muted: "#8A938F",
  onMuted: "#121514",
  shadow: "0 1px 2px rgb(0 0 0 / 40%)",
  shadowFloat: "0 8px 28px rgb(0 0 0 / 50%)",
};

/** Grounds of avatars; white initials stand on each with at least 4.5:1. */
const seats = [
  "#2F6F62",
  "#9C4B3B",
  "#4F6A8F",
  "#6A5A91",
  "#33727F",
  "#6E6F2C",
  "#5B6A63",
  "#8A5670",
  "#4A7550",
  "#84653A",
];
const onSeat = "#FFFFFF";
/** On paper, and in what a camera reads: black on white, whatever the screen shows. */
export const printed = { ink: "#000000", paper: "#FFFFFF", quiet: "#444444", line: "#777777" };

const palettes: Record<Mode, Palette> = { light, dark };

const latin = 'system-ui, -apple-system, "Segoe UI", Roboto';
const simplified = '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"';
const traditional = '"PingFang TC", "HarmonyOS Sans TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC"';

/** Named before the fallback: some of those a system falls back to draw emoji in black and white. */
const emoji = '"Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji"';
const last = `"Noto Sans", ${emoji}, sans-serif`;

export const fontFamily = `${simplified}, ${latin}, ${last}`;

/** Characters in the forms of where one reads; in English, quotation marks as narrow as in English. */
const fonts: Record<string, string> = {
  "zh-TW": `${traditional}, ${latin}, ${last}`,
  en: `${latin}, ${simplified}, ${last}`,
};

/** The ground of the avatar of `id`: the same everywhere, for everybody. */
export function seatColour(id: string): string {
  let hash = 0;
  for (let i = 0; i < id.length; i += 1) hash = (hash * 31 + id.charCodeAt(i)) >>> 0;
  return `var(--seat-${hash % seats.length})`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/(\d+)$/, "-$1");
}

/** Writes the palette as custom properties on the document; through the CSSOM, which no CSP forbids. */
export function paint(
  mode: Mode,
  density: Density,
  phone: boolean,
  language: string,
  root: HTMLElement = document.documentElement,
): void {
  for (const [name, value] of Object.entries(palettes[mode])) root.style.setProperty(`--${kebab(name)}`, value);
  seats.forEach((value, index) => {
    root.style.setProperty(`--seat-${index}`, value);
  });
  root.style.setProperty("--on-seat", onSeat);
  root.style.setProperty("--font", fonts[language] ?? fontFamily);
  root.style.setProperty("--size", phone ? "16px" : "14px");
  root.style.setProperty("--row", density === "compact" ? "52px" : "64px");
  root.style.setProperty("--gap", density === "compact" ? "8px" : "12px");
  root.style.colorScheme = mode;
  root.dataset.mode = mode;
  root.dataset.density = density;
}

/** Ant Design's tokens, derived from the same palette. */
export function antTheme(mode: Mode, density: Density, phone: boolean, still: boolean): ThemeConfig {
  const p = palettes[mode];
  return {
    algorithm: mode === "dark" ? darkAlgorithm : defaultAlgorithm,
    token: {
      colorPrimary: p.bronze,
      colorInfo: p.bronze,
      colorSuccess: p.bronze,
      colorError: p.seal,
      colorWarning: p.seal,
      colorLink: p.bronze,
      // Of its own making Ant takes a paler one, which is not read on paper.
      colorLinkHover: p.bronzeStrong,
      colorLinkActive: p.bronzeStrong,
      colorTextBase: p.ink,
      colorBgBase: p.panel,
      colorBgLayout: p.paper,
      colorBgContainer: p.panel,
      colorBgElevated: p.panel,
      // As behind the dialogs that are the browser's own.
      colorBgMask: `${p.rail}73`,
      colorBorder: p.line,
      colorBorderSecondary: p.line,
      colorTextSecondary: p.ink2,
      colorTextTertiary: p.ink3,
      colorTextLightSolid: p.onBronze,
      colorTextPlaceholder: p.ink3,
      // Soft grounds by hand: derived from so dark a green they come out grey.
      colorPrimaryBg: p.bronzeSoft,
      colorPrimaryBgHover: p.bronzeSoft,
      colorInfoBg: p.bronzeSoft,
      colorSuccessBg: p.bronzeSoft,
      colorErrorBg: p.sealSoft,
      colorWarningBg: p.sealSoft,
      controlItemBgActive: p.bronzeSoft,
      controlItemBgActiveHover: p.bronzeSoft,
      borderRadius: 8,
      fontFamily: "var(--font)",
      fontSize: phone ? 16 : 14,
      controlHeight: phone ? 44 : density === "compact" ? 28 : 34,
      // Without motion popups are placed at once; shortened to nothing by CSS they would wait for an end that never comes.
      motion: !still,
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.2s",
    },
    components: {
      // The dark algorithm dims what it is given: text on a button or a tag keeps its contrast only undimmed.
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", colorError: p.seal },
      Dropdown: { colorError: p.seal },
      Form: { colorError: p.seal, colorErrorText: p.seal },
      Tag: { colorInfo: p.bronze },
      Badge: { colorError: p.seal },
      Segmented: { trackBg: p.sunken, itemSelectedBg: p.raised, itemSelectedColor: p.ink, itemColor: p.ink2 },
      // Boxes to tick are nothing but their border: it has to be seen.
      Checkbox: { colorBorder: p.muted },
      Radio: { colorBorder: p.muted },
    },
  };
}

/** The colours of a drawing, which cannot ask the page for them once it is a file or on paper. */
export interface Inks {
  ground: string;
  box: string;
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  /** the box of the organisation itself, and what stands on it */
  top: string;
  onTop: string;
}

const screenInks: Inks = {
  ground: "var(--paper)",
  box: "var(--panel)",
  ink: "var(--ink)",
  quiet: "var(--ink-2)",
  line: "var(--muted)",
  accent: "var(--bronze)",
  top: "var(--bronze)",
  onTop: "var(--on-bronze)",
};
const fileInks: Inks = {
  ground: light.paper,
  box: light.panel,
  ink: light.ink,
  quiet: light.ink2,
  line: light.muted,
  accent: light.bronze,
  top: light.bronze,
  onTop: light.onBronze,
};
const paperInks: Inks = {
  ground: printed.paper,
  box: printed.paper,
  ink: printed.ink,
  quiet: printed.quiet,
  line: printed.line,
  accent: printed.ink,
  top: printed.paper,
  onTop: printed.ink,
};
export const inks = { screen: screenInks, file: fileInks, paper: paperInks };

/** The ground of the address bar and of a window's frame. */
export function groundOf(mode: Mode): string {
  return palettes[mode].panel;
}
