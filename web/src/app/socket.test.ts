import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backOff, type ServerEvent, Socket } from "./socket";

class Line {
  static made: Line[] = [];
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    Line.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  say(...events: object[]) {
    this.onmessage?.({ data: JSON.stringify({ e: events }) });
  }
  breaks(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const hello = { t: "hello", heartbeat: 25, limits: { frame: 65_536, commands_per_second: 20, text: 20_000 } };

function made() {
  const heard: ServerEvent[] = [];
  const onDoubt = vi.fn(async () => undefined);
  const make = () => new Line() as unknown as WebSocket;
  const socket = new Socket({ url: () => "ws://x/api/socket", onEvent: (event) => heard.push(event), onDoubt, make });
  socket.start();
  return { socket, heard, onDoubt, line: () => Line.made.at(-1) as Line };
}

beforeEach(() => {
  vi.useFakeTimers();
  Line.made = [];
});
afterEach(() => vi.useRealTimers());

describe("the socket", () => {
  it("is online after hello and gives every event of a frame in order", () => {
    const { socket, heard, line } = made();
    expect(socket.ready).toBe(false);
    line().say(hello, { t: "snapshot" }, { t: "message", seq: 1 });
    expect(socket.ready).toBe(true);
    expect(heard.map((event) => event.t)).toEqual(["hello", "snapshot", "message"]);
    socket.stop();
  });

  it("settles a command by its number: ok, refusal, broken line", async () => {
    const { socket, line } = made();
    line().say(hello);
    const ok = socket.command("send", { text: "好" });
    expect(line().sent).toEqual([{ c: "send", id: 1, text: "好" }]);
    line().say({ t: "ok", id: 1, seq: 7 });
    expect((await ok).seq).toBe(7);
    const refused = socket.command("send");
    line().say({ t: "error", id: 2, code: "messaging.too_long", message: "太长", params: {} });
    await expect(refused).rejects.toMatchObject({ code: "messaging.too_long", message: "太长" });
    const lost = socket.command("send");
    line().breaks();
    await expect(lost).rejects.toMatchObject({ code: "offline" });
    socket.stop();
  });

  it("comes back after a break, and says it is offline only when the break lasts", async () => {
    const { socket, line } = made();
    line().say(hello);
    line().breaks();
    expect(socket.link.get()).toBe("connecting");
    await vi.advanceTimersByTimeAsync(1_600);
    expect(Line.made.length).toBeGreaterThan(1);
    expect(socket.link.get()).toBe("offline");
    line().say(hello);
    expect(socket.link.get()).toBe("online");
    socket.stop();
  });

  it("asks whether there is still a session when a line does not open", async () => {
    const { socket, onDoubt, line } = made();
    line().breaks();
    await vi.advanceTimersByTimeAsync(0);
    expect(onDoubt).toHaveBeenCalledTimes(1);
    socket.stop();
  });

  it("pings each heartbeat and gives up a line that stays silent", async () => {
    const { socket, line } = made();
    line().say(hello);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(line().sent.at(-1)).toMatchObject({ c: "ping" });
    await vi.advanceTimersByTimeAsync(50_100);
    expect(Line.made.length).toBeGreaterThan(1);
    socket.stop();
  });

  it("waits longer after each failure, with jitter, never above half a minute", () => {
    expect(backOff(0, () => 0)).toBe(100);
    expect(backOff(0, () => 1)).toBe(400);
    expect(backOff(20, () => 1)).toBe(30_000);
  });

  it("opens at once when it is told that there is a way through, however long it would have waited", async () => {
    const { socket, line } = made();
    for (let failure = 0; failure < 8; failure += 1) {
      line().breaks();
      await vi.advanceTimersByTimeAsync(30_000);
    }
    line().breaks();
    await vi.advanceTimersByTimeAsync(0);
    const before = Line.made.length;
    socket.hurry();
    expect(Line.made).toHaveLength(before + 1);
    socket.hurry();
    expect(Line.made).toHaveLength(before + 1);
    socket.stop();
  });

  it("is quiet once stopped", async () => {
    const { socket, line } = made();
    line().say(hello);
    socket.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Line.made).toHaveLength(1);
    expect(socket.link.get()).toBe("idle");
  });
});
