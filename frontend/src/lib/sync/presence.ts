/** Who else has this text open, and where their cursors are. */
import { HocuspocusProvider } from '@hocuspocus/provider';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Cell, type Readable } from './cell.ts';
import type { Connection } from './connection.ts';

/** A place in a paragraph: relative positions, as JSON. */
export interface Cursor {
  paragraph: string;
  anchor: unknown;
  head: unknown;
}

/** Who somebody is, in the server's word. */
export interface Card {
  name: string;
  delegation: string | null;
  short: string | null;
  colour: number | null;
  role: string;
}

/** One other page that has the text open. */
export interface Here {
  client: number;
  user: Card;
  cursor: Cursor | null;
}

export interface Presence {
  /** Everybody else, once for each page they have open. */
  readonly people: Readable<Here[]>;
  publish(cursor: Cursor | null): void;
  leave(): void;
}

/** At most ten messages a second. */
const INTERVAL = 100;

export class PresenceRoom implements Presence {
  readonly people = new Cell<Here[]>([]);
  private readonly awareness: Awareness;
  private readonly provider: HocuspocusProvider;
  private wanted: Cursor | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private last = 0;

  constructor(connection: Connection, documentId: string, client: number) {
    const doc = new Y.Doc();
    doc.clientID = client;
    this.awareness = new Awareness(doc);
    this.awareness.setLocalState({ cursor: null });
    this.awareness.on('change', (changed: Record<'added' | 'updated' | 'removed', number[]>) => {
      const others = Object.values(changed).flat().some((one) => one !== client);
      if (others) this.people.set(this.others());
    });
    this.provider = new HocuspocusProvider({
      websocketProvider: connection.socket,
      name: `presence:${documentId}`,
      document: doc,
      awareness: this.awareness,
      token: String(client)
    });
    this.provider.on('close', () => this.forget());
    this.provider.attach();
    connection.connect();
  }

  publish(cursor: Cursor | null): void {
    this.wanted = cursor;
    const wait = this.last + INTERVAL - Date.now();
    this.timer ??= setTimeout(() => this.say(), Math.max(0, wait));
  }

  leave(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.provider.destroy();
  }

  private say(): void {
    this.timer = null;
    this.last = Date.now();
    this.awareness.setLocalStateField('cursor', this.wanted);
  }

  /** A server that comes back counts everybody's clock from the start: do not hold on to old ones. */
  private forget(): void {
    const { clientID, meta } = this.awareness;
    for (const client of [...meta.keys()]) if (client !== clientID) meta.delete(client);
  }

  private others(): Here[] {
    const found: Here[] = [];
    for (const [client, state] of this.awareness.getStates()) {
      const { user, cursor } = state as { user?: Card; cursor?: Cursor | null };
      if (client === this.awareness.clientID || !user) continue;
      found.push({ client, user, cursor: cursor ?? null });
    }
    return found.sort((a, b) => a.client - b.client);
  }
}
