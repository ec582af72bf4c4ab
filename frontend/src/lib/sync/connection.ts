/** The page's one socket: its ticket, its heartbeat and its way back after a loss. */
import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { Cell } from './cell.ts';
import { type Loss, lossOf, within } from './loss.ts';

/** The server pings every five seconds; a socket that has been silent this long is dead. */
const DEAD = 10_000;
/** How long a socket may take to open: a node that is gone may not even refuse. */
const OPENING = 4000;
const SIGNED_OUT = 4401;

/** Raised by `ticket` where nobody is signed in any more. */
export class SignedOut extends Error {}

export interface ConnectionOptions {
  url: string;
  /** Ask the server for the Yjs client id of this visit. */
  ticket: () => Promise<number>;
  /** The WebSocket class, where it is not the browser's own. */
  WebSocket?: unknown;
}

export class Connection {
  readonly socket: HocuspocusProviderWebsocket;
  readonly online = new Cell(false);
  /** Why it is not online; null before the first attempt has failed, and once it is. */
  readonly loss = new Cell<Loss | null>(null);
  /** Whether the server has said that this person is no longer signed in. */
  readonly signedOut = new Cell(false);
  private readonly ask: () => Promise<number>;
  private issued: Promise<number> | null = null;
  private readonly watch: ReturnType<typeof setInterval>;
  private pause: ReturnType<typeof setTimeout> | null = null;
  /** How many attempts have failed since it was online. */
  private failed = 0;
  /** Since when a socket is opening. */
  private opening = 0;

  constructor({ url, ticket, WebSocket }: ConnectionOptions) {
    this.ask = ticket;
    this.socket = new HocuspocusProviderWebsocket({
      url,
      autoConnect: false,
      maxAttempts: 1, // how long it stays away is decided here, by what the server has said
      // Our own watch notices silence sooner, and lets go of a socket that cannot even close.
      messageReconnectTimeout: 4 * DEAD,
      ...(WebSocket ? { WebSocketPolyfill: WebSocket } : {}),
      onStatus: ({ status }) => (this.opening = status === 'connecting' ? Date.now() : 0),
      onConnect: () => {
        this.failed = 0;
        this.loss.set(null);
        this.online.set(true);
      },
      onClose: ({ event }) => this.closed(event.code, event.reason)
    });
    this.watch = setInterval(() => this.listen(), 1000);
    globalThis.addEventListener?.('offline', this.lose);
    globalThis.addEventListener?.('online', this.retry);
  }

  /** The client id this visit writes under; asked for once, and again only if asking failed. */
  client(): Promise<number> {
    this.issued ??= this.another().catch((error: unknown) => {
      this.issued = null;
      throw error;
    });
    return this.issued;
  }

  /** Another client id: for a text that shares its past with one this visit has written in. */
  another(): Promise<number> {
    return this.ask().catch((error: unknown) => {
      if (error instanceof SignedOut) this.signedOut.set(true);
      throw error;
    });
  }

  /** Begin; from then on it comes back by itself. Asking again would begin anew. */
  connect(): void {
    const begun = this.socket.shouldConnect || this.pause !== null;
    if (!begun && !this.signedOut.value) void this.socket.connect();
  }

  destroy(): void {
    clearInterval(this.watch);
    this.settle();
    globalThis.removeEventListener?.('offline', this.lose);
    globalThis.removeEventListener?.('online', this.retry);
    this.socket.destroy();
    this.online.set(false);
  }

  private closed(code: number, reason: string): void {
    // The provider would come back in its own time.
    this.socket.shouldConnect = false;
    this.settle();
    const { loss, pause } = lossOf(code, reason);
    this.loss.set(loss);
    this.online.set(false);
    if (code === SIGNED_OUT) this.signedOut.set(true);
    else this.pause = setTimeout(() => this.comeBack(), within(pause, this.failed++));
  }

  private settle(): void {
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = null;
  }

  private comeBack(): void {
    this.settle();
    void this.socket.connect();
  }

  private listen(): void {
    const { lastMessageReceived: heard, webSocket } = this.socket;
    const now = Date.now();
    if (this.online.value ? heard && now - heard > DEAD : this.opening && this.late(now, webSocket)) {
      this.lose();
    }
  }

  /** Whether a socket has been too long in opening; an open one gets the time to say something. */
  private late(now: number, socket: WebSocket | null): boolean {
    return now - this.opening > (socket?.readyState === 0 ? OPENING : DEAD);
  }

  /** Let go of the socket as if it had closed, and come back by another. */
  private readonly lose = (): void => {
    if (!this.socket.webSocket) return;
    const { socket } = this;
    // `emit` is the provider's own way of telling every document on the socket.
    (socket as unknown as { emit(event: string, value: unknown): void }).emit('close', {
      event: { code: 4408, reason: 'silent' }
    });
  };

  private readonly retry = (): void => {
    if (this.pause !== null && this.loss.value === 'line') this.comeBack();
  };
}
