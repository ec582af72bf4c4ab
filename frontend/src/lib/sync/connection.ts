/** The page's one socket: its ticket, its heartbeat and its way back after a loss. */
import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { Cell } from './cell.ts';

/** The server pings every five seconds; a socket that has been silent this long is dead. */
const DEAD = 10_000;
const SIGNED_OUT = 4401;

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
  /** Whether the server has said that this person is no longer signed in. */
  readonly signedOut = new Cell(false);
  private readonly ask: () => Promise<number>;
  private issued: Promise<number> | null = null;
  private readonly watch: ReturnType<typeof setInterval>;

  constructor({ url, ticket, WebSocket }: ConnectionOptions) {
    this.ask = ticket;
    this.socket = new HocuspocusProviderWebsocket({
      url,
      autoConnect: false,
      delay: 500 + Math.floor(Math.random() * 1000), // so that a whole room does not come back at once
      minDelay: 500,
      maxDelay: 10_000,
      // Our own watch notices silence sooner, and lets go of a socket that cannot even close.
      messageReconnectTimeout: 4 * DEAD,
      ...(WebSocket ? { WebSocketPolyfill: WebSocket } : {}),
      onConnect: () => this.online.set(true),
      onClose: ({ event }) => this.closed(event.code)
    });
    this.watch = setInterval(() => this.listen(), 1000);
    globalThis.addEventListener?.('offline', this.lose);
    globalThis.addEventListener?.('online', this.retry);
  }

  /** The client id this visit writes under; asked for once, and again only if asking failed. */
  client(): Promise<number> {
    this.issued ??= this.ask().catch((error: unknown) => {
      this.issued = null;
      throw error;
    });
    return this.issued;
  }

  /** Another client id: for a text that shares its past with one this visit has written in. */
  another(): Promise<number> {
    return this.ask();
  }

  /** Begin; from then on the provider comes back by itself. Asking again would begin anew. */
  connect(): void {
    if (!this.socket.shouldConnect && !this.signedOut.value) void this.socket.connect();
  }

  destroy(): void {
    clearInterval(this.watch);
    globalThis.removeEventListener?.('offline', this.lose);
    globalThis.removeEventListener?.('online', this.retry);
    this.socket.destroy();
    this.online.set(false);
  }

  private closed(code: number): void {
    this.online.set(false);
    if (code !== SIGNED_OUT) return;
    this.socket.disconnect();
    this.signedOut.set(true);
  }

  private listen(): void {
    const heard = this.socket.lastMessageReceived;
    if (this.online.value && heard && Date.now() - heard > DEAD) this.lose();
  }

  /** Let go of the socket as if it had closed; the provider then connects anew. */
  private readonly lose = (): void => {
    if (!this.online.value) return;
    const { socket } = this;
    // `emit` is the provider's own way of telling every document on the socket.
    (socket as unknown as { emit(event: string, value: unknown): void }).emit('close', {
      event: { code: 4408, reason: 'silent' }
    });
  };

  private readonly retry = (): void => {
    if (!this.online.value && this.socket.shouldConnect) void this.socket.connect();
  };
}
