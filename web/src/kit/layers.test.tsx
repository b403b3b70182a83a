import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closeOver, useLayer } from "./layers";

function Layer({ close, over = false }: { close: () => void; over?: boolean }) {
  useLayer(true, close, { over });
  return null;
}

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

describe("Esc", () => {
  it("closes the layer opened last", () => {
    const [lower, upper] = [vi.fn(), vi.fn()];
    render(<Layer close={lower} />);
    const above = render(<Layer close={upper} />);
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(upper).toHaveBeenCalledOnce();
    above.unmount();
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(lower).toHaveBeenCalledOnce();
  });

  it.each(["ant-modal-wrap", "ant-dropdown", "ant-select-dropdown"])("leaves it to Ant Design's %s first", (name) => {
    const close = vi.fn();
    render(<Layer close={close} />);
    const above = document.createElement("div");
    above.className = name;
    above.checkVisibility = () => true;
    document.body.append(above);
    // Ant Design takes it away on the same key, before the key comes to us.
    document.body.addEventListener("keydown", () => above.remove(), { once: true });
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(close).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(close).toHaveBeenCalledOnce();
  });
});

describe("going back", () => {
  it("closes what lies over the page, and leaves panes to the address", () => {
    const [pane, sheet] = [vi.fn(), vi.fn()];
    const lower = render(<Layer close={pane} />);
    expect(closeOver()).toBe(false);
    const upper = render(<Layer over close={sheet} />);
    render(<Layer close={pane} />);
    expect(closeOver()).toBe(true);
    expect(sheet).toHaveBeenCalledOnce();
    upper.unmount();
    lower.unmount();
    expect(closeOver()).toBe(false);
    expect(pane).not.toHaveBeenCalled();
  });

  it("asks Ant Design's own layers first, by the key they know", () => {
    const [sheet, ant] = [vi.fn(), vi.fn()];
    render(<Layer over close={sheet} />);
    const above = document.createElement("div");
    above.className = "ant-modal-wrap";
    above.checkVisibility = () => true;
    document.body.append(above);
    document.body.addEventListener("keydown", (event) => ant(event.key), { once: true });
    expect(closeOver()).toBe(true);
    expect(ant).toHaveBeenCalledWith("Escape");
    expect(sheet).not.toHaveBeenCalled();
  });
});
