/**
 * One paragraph's document on the shared socket: the stock provider, sending only what the server
 * can take and counting what it has answered.
 *
 * - Nothing typed is sent before the handshake's second step, which carries it: an update sent
 *   ahead of the ones it builds on would be refused.
 * - Updates of one turn go out as one message, so that an edit and its correction are weighed
 *   together.
 */
import { HocuspocusProvider, type HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { createDecoder, readVarInt, readVarString, readVarUint } from 'lib0/decoding';
import * as Y from 'yjs';

const SYNC = 0;
const SYNC_STATUS = 8;
const STEP_1 = 0;

export interface Notice {
  type: string;
  reason: string;
  sentence: string;
  /** What the server's words come to, where it says so. */
  digest?: string;
}

export interface ChannelEvents {
  /** The server's state has arrived; ours has not been sent yet. */
  synced(): void;
  scope(scope: 'readonly' | 'read-write'): void;
  denied(reason: string): void;
  notice(notice: Notice): void;
  /** A message that changes the document went out. */
  sent(): void;
  /** The server answered one: saved, or not taken. */
  answered(saved: boolean): void;
  closed(): void;
}

export class Channel extends HocuspocusProvider {
  private readonly events: ChannelEvents;
  private gathered: Uint8Array[] = [];
  private shaken = false;

  constructor(
    socket: HocuspocusProviderWebsocket,
    name: string,
    document: Y.Doc,
    token: string,
    events: ChannelEvents
  ) {
    super({
      websocketProvider: socket,
      name,
      document,
      awareness: null,
      token,
      onAuthenticated: ({ scope }) => events.scope(scope),
      onAuthenticationFailed: ({ reason }) => events.denied(reason),
      onStateless: ({ payload }) => events.notice(JSON.parse(payload) as Notice),
      onSynced: () => events.synced()
    });
    this.events = events;
  }

  override documentUpdateHandler(update: Uint8Array, origin: unknown): void {
    if (origin === this || !this.shaken) return;
    if (this.gathered.push(update) === 1) queueMicrotask(() => this.sendGathered());
  }

  override onMessage(event: MessageEvent): void {
    const decoder = createDecoder(new Uint8Array(event.data as ArrayBuffer));
    readVarString(decoder);
    const type = readVarUint(decoder);
    super.onMessage(event);
    if (type === SYNC_STATUS) {
      this.events.answered(readVarInt(decoder) === 1);
    } else if (type === SYNC && readVarUint(decoder) === STEP_1) {
      this.shaken = true; // the reply to step 1, just sent, held everything so far
      this.events.sent();
    }
  }

  override onClose(): void {
    this.shaken = false;
    this.gathered = [];
    super.onClose();
    this.events.closed();
  }

  private sendGathered(): void {
    const updates = this.gathered;
    this.gathered = [];
    if (!updates.length || !this.shaken) return;
    super.documentUpdateHandler(Y.mergeUpdates(updates), 'gathered');
    this.events.sent();
  }
}
