import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useLayer } from "./layers";

function Layer({ close }: { close: () => void }) {
  useLayer(true, close);
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
