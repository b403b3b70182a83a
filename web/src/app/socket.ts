/**
 * One socket a device (docs/protocol/realtime.md): hello, snapshot, events, acknowledged commands, heartbeat,
 * a jittered way back after every break. It knows frames, not what they mean: `events.ts` does.
 */
import { Problem } from "./problem";
import { store } from "./store";

export interface ServerEvent {
  t: string;
  [field: string]: unknown;
}

export interface Limits {
  frame: number;
  commands_per_second: number;
  text: number;
  /** Of one message. */
  files: number;
  /** People from which on a group is asked to have an admin. */
  group_admin_from: number;
}

export type Link = "idle" | "connecting" | "online" | "offline";

interface Waiting {
  resolve: (event: ServerEvent) => void;
  reject: (problem: Problem) => void;
  timer: ReturnType<typeof setTimeout>;
}

const ANSWER_WITHIN = 12_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 30_000;
/** A break shorter than this is not shown: it is over before one has read the banner. */
const SHOW_AFTER = 1_500;

/** Full jitter: a server that restarts is not met by everybody at once. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.round(ceiling / 4 + random() * ceiling * 0.75);
}

export interface SocketOptions {
  url: () => string;
  onEvent: (event: ServerEvent) => void;
  /** The socket did not open, or the server closed it for the session's sake: is there still a session? */
  onDoubt: () => Promise<void>;
  make?: (url: string) => WebSocket;
}

export class Socket {
  readonly link = store<Link>("idle");
  limits: Limits = { frame: 65_536, commands_per_second: 20, text: 20_000, files: 50, group_admin_from: 20 };
  private socket: WebSocket | null = null;
  private attempt = 0;
  private heartbeat = 25;
  private lastId = 0;
  private heard = 0;
  private readonly waiting = new Map<number, Waiting>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private show: ReturnType<typeof setTimeout> | undefined;
  private wanted = false;
  private readonly options: SocketOptions;

  constructor(options: SocketOptions) {
    this.options = options;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.hurry);
    // Started without a network: said at once, not after the first tries.
    if (navigator.onLine === false) this.link.set("offline");
    this.open();
  }

  stop(): void {
    this.wanted = false;
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.hurry);
    clearTimeout(this.retry);
    this.drop(1000);
    clearTimeout(this.show);
    this.link.set("idle");
  }

  get ready(): boolean {
    return this.socket?.readyState === WebSocket.OPEN && this.link.get() === "online";
  }

  /** Sends a command; resolves with the server's `ok`, rejects with its refusal or, when the line breaks, with `offline`. */
  command(name: string, fields: Record<string, unknown> = {}): Promise<ServerEvent> {
    const socket = this.socket;
    if (!this.ready || !socket) return Promise.reject(new Problem({ code: "offline" }));
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.settle(id, null), ANSWER_WITHIN);
      this.waiting.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ c: name, id, ...fields }));
    });
  }

  private open(): void {
    clearTimeout(this.retry);
    const make = this.options.make ?? ((url: string) => new WebSocket(url));
    const socket = make(this.options.url());
    this.socket = socket;
    if (this.link.get() === "idle") this.link.set("connecting");
    socket.onmessage = (message) => this.take(socket, String(message.data));
    socket.onclose = (event) => this.closed(socket, event.code);
  }

  private take(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    this.heard = Date.now();
    const { e: events } = JSON.parse(text) as { e: ServerEvent[] };
    for (const event of events) {
      if (event.t === "hello") this.greeted(event);
      else if (event.t === "ok" || event.t === "error" || event.t === "pong") this.settle(Number(event.id), event);
      // What was not answered before a resync is asked again after it.
      else if (event.t === "resync") this.giveUp();
      if (event.t !== "pong") this.options.onEvent(event);
    }
  }

  private greeted(hello: ServerEvent): void {
    this.attempt = 0;
    this.heartbeat = Number(hello.heartbeat) || this.heartbeat;
    this.limits = { ...this.limits, ...(hello.limits as Partial<Limits> | undefined) };
    clearTimeout(this.show);
    this.link.set("online");
    clearInterval(this.beat);
    this.beat = setInterval(this.check, this.heartbeat * 1000);
  }

  /** A ping each heartbeat; a line that has been silent for two is dead, whatever the system says. */
  private readonly check = (): void => {
    if (Date.now() - this.heard >= this.heartbeat * 1900) this.drop(4408);
    // A ping that is not answered is noticed by the silence above.
    else void this.command("ping").catch(() => undefined);
  };

  private settle(id: number, event: ServerEvent | null): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    if (event === null) waiting.reject(new Problem({ code: "offline" }));
    else if (event.t === "error") waiting.reject(refusal(event));
    else waiting.resolve(event);
  }

  private giveUp(): void {
    for (const id of [...this.waiting.keys()]) this.settle(id, null);
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    this.socket = null;
    clearInterval(this.beat);
    this.giveUp();
    if (!this.wanted) return;
    const opened = this.attempt === 0 && this.link.get() === "online";
    if (opened) this.show = setTimeout(() => this.link.set("offline"), SHOW_AFTER);
    else if (this.attempt > 1) this.link.set("offline");
    if (this.link.get() === "online") this.link.set("connecting");
    const doubt = code === 4401 || !opened ? this.options.onDoubt() : Promise.resolve();
    void doubt.finally(() => this.again());
  }

  private again(): void {
    if (!this.wanted || this.socket) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), backOff(this.attempt));
    this.attempt += 1;
  }

  private drop(code: number): void {
    const socket = this.socket;
    if (!socket) return;
    // Browsers let a page close with 1000 or 3000-4999 only; a dead line never tells us it closed, so we say it ourselves.
    socket.close(code);
    this.closed(socket, code);
  }

  /** The network is back, or the person is: no reason to wait any longer. */
  readonly hurry = (): void => {
    if (!this.wanted || document.visibilityState === "hidden") return;
    if (this.socket) {
      if (this.ready) this.check();
      return;
    }
    this.attempt = 0;
    this.open();
  };

  private readonly lost = (): void => {
    this.link.set("offline");
    this.drop(4000);
  };
}

function refusal(event: ServerEvent): Problem {
  const params = (event.params as Record<string, unknown> | undefined) ?? {};
  return new Problem({
    code: String(event.code),
    message: String(event.message ?? ""),
    status: 400,
    params,
    retryAfter: Number(params.retry_after) || null,
  });
}
