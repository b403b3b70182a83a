import Button from "antd/es/button";
import Slider from "antd/es/slider";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import { Refusal } from "@/kit/Refusal";
import css from "./Avatar.module.css";
import { type Crop, cut, dragged, MAX_ZOOM, type Size, whole, zoomed, zoomOf } from "./crop";

const FRAME = 280;
const STEP = 12;
const arrows: Record<string, [number, number]> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

interface Props {
  image: HTMLImageElement;
  busy: boolean;
  problem: Problem | null;
  use: (square: Blob) => void;
  close: () => void;
}

/** Which square of a picture is shown: dragged and zoomed by pointer, fingers, wheel or keys. */
export default function AvatarCrop({ image, busy, problem, use, close }: Props) {
  const { t } = useTranslation("accounts");
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  const [crop, setCrop] = useState<Crop>(() => whole(size));
  const zoom = (value: number) => setCrop((was) => zoomed(size, was, value));
  const buttons = (
    <>
      <Button onClick={close}>{t("avatar.cancel")}</Button>
      <Button type="primary" loading={busy} onClick={() => void cut(image, crop).then(use)}>
        {t("avatar.use")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("avatar.crop")} close={close} foot={buttons}>
      <div className={css.body}>
        <Frame image={image} size={size} crop={crop} setCrop={setCrop} />
        <div className={css.foot}>
          <Cropped image={image} size={size} crop={crop} edge={38} />
          <Slider
            className={css.slider ?? ""}
            min={1}
            max={MAX_ZOOM}
            step={0.01}
            value={zoomOf(size, crop)}
            onChange={zoom}
            ariaLabelForHandle={t("avatar.zoom")}
            tooltip={{ open: false }}
          />
          <Cropped image={image} size={size} crop={crop} edge={64} />
        </div>
        <Refusal problem={problem} />
      </div>
    </Dialog>
  );
}

interface Shown {
  image: HTMLImageElement;
  size: Size;
  crop: Crop;
}

function Picture({ image, size, crop, edge }: Shown & { edge: number }) {
  const scale = edge / crop.side;
  const style = {
    width: size.width * scale,
    height: size.height * scale,
    left: edge / 2 - crop.x * scale,
    top: edge / 2 - crop.y * scale,
  };
  return <img src={image.src} alt="" draggable={false} style={style} />;
}

/** How it will look at one size. */
function Cropped(props: Shown & { edge: number }) {
  return (
    <span className={`${css.cropped} ${css.small}`} style={{ width: props.edge, height: props.edge }} aria-hidden>
      <Picture {...props} />
    </span>
  );
}

function Frame({ image, size, crop, setCrop }: Shown & { setCrop: (change: (was: Crop) => Crop) => void }) {
  const { t } = useTranslation("accounts");
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const move = (event: PointerEvent) => {
    const held = pointers.current;
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, now);
    if (other) {
      const ratio = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
      if (Number.isFinite(ratio)) setCrop((was) => zoomed(size, was, zoomOf(size, was) * ratio));
    } else setCrop((was) => dragged(size, was, now.x - before.x, now.y - before.y, FRAME));
  };
  const keys = (event: KeyboardEvent) => {
    const by = arrows[event.key];
    if (!by) return;
    event.preventDefault();
    setCrop((was) => dragged(size, was, by[0], by[1], FRAME));
  };
  return (
    <div
      className={css.frame}
      style={{ width: FRAME, height: FRAME }}
      role="application"
      aria-label={t("avatar.frame")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the picture
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      }}
      onPointerMove={move}
      onPointerUp={(event) => pointers.current.delete(event.pointerId)}
      onPointerCancel={(event) => pointers.current.delete(event.pointerId)}
      onWheel={(event) => setCrop((was) => zoomed(size, was, zoomOf(size, was) * (event.deltaY < 0 ? 1.08 : 0.92)))}
      onKeyDown={keys}
    >
      <Picture image={image} size={size} crop={crop} edge={FRAME} />
      <div className={css.mask} />
    </div>
  );
}
