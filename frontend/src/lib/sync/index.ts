/** Sync: the page's door to shared words, presence, what is saved and what was refused. */
import { Cell, type Readable, sameData } from './cell.ts';
import { Connection, SignedOut } from './connection.ts';
import { type Attached, Documents } from './documents.ts';
import { Drafts } from './drafts.ts';
import { PendingEdits } from './pending.ts';
import { type Here, type Presence, PresenceRoom } from './presence.ts';
import { type DocumentState, type PageState, pageState } from './state.ts';

export { type Readable, sameData } from './cell.ts';
export type { Live } from './document.ts';
export type { Attached } from './documents.ts';
export type { Draft, Drafts } from './drafts.ts';
export type { Loss } from './loss.ts';
export type { Card, Cursor, Here, Presence } from './presence.ts';
export type { DocumentState, PageState } from './state.ts';

export interface SyncOptions {
  /** Who is signed in; what one person leaves in a browser is never sent as another. */
  person: string;
  url?: string;
  ticket?: () => Promise<number>;
  /** The WebSocket class, where it is not the browser's own. */
  WebSocket?: unknown;
}

export interface Sync {
  attach(name: string): Attached;
  presence(documentId: string): Presence;
  readonly state: Readable<PageState>;
  stateOf(name: string): Readable<DocumentState>;
  readonly drafts: Drafts;
  /** A sentence to be said in passing; empty before there is one. */
  readonly aside: Readable<string>;
  /** Let go of everything; resolves once what is unsaved is kept in the browser. */
  destroy(): Promise<void>;
}

export function openSync({ person, url, ticket, WebSocket }: SyncOptions): Sync {
  const connection = new Connection({
    url: url ?? `${location.origin.replace(/^http/, 'ws')}/api/sync`,
    ticket: ticket ?? askTicket,
    ...(WebSocket ? { WebSocket } : {})
  });
  const pending = new PendingEdits(person, crypto.randomUUID());
  const drafts = new Drafts(person);
  const aside = new Cell('');
  const documents = new Documents({ connection, pending, drafts, aside });
  const state = new Cell<PageState>({ kind: 'loading' }, sameData);
  let begun = false;
  const tell = () => {
    begun ||= connection.online.value;
    const { online, loss, signedOut } = connection;
    state.set(pageState(online.value, begun, loss.value, signedOut.value, documents.states.value));
  };
  connection.online.subscribe(tell);
  connection.loss.subscribe(tell);
  connection.signedOut.subscribe(tell);
  documents.states.subscribe(tell);
  const keep = () => void pending.flush();
  globalThis.addEventListener?.('pagehide', keep);
  void documents.resend();

  return {
    attach: (name) => documents.attach(name),
    presence: (documentId) => lateRoom(connection, documentId),
    state,
    stateOf: (name) => documents.stateOf(name),
    drafts,
    aside,
    destroy() {
      globalThis.removeEventListener?.('pagehide', keep);
      documents.destroy();
      connection.destroy();
      return pending.flush();
    }
  };
}

async function askTicket(): Promise<number> {
  const answer = await fetch('/api/sync/tickets', { method: 'POST' });
  if (answer.status === 401) throw new SignedOut();
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
  const { client_id: client } = (await answer.json()) as { client_id: number };
  return client;
}

/** A presence room that opens once there is a ticket. */
function lateRoom(connection: Connection, documentId: string): Presence {
  const people = new Cell<Here[]>([]);
  let room: PresenceRoom | null = null;
  let left = false;
  const open = (): void => {
    connection.client().then(
      (client) => {
        if (left) return;
        room = new PresenceRoom(connection, documentId, client);
        room.people.subscribe((here) => people.set(here));
      },
      () => setTimeout(() => left || open(), 2000)
    );
  };
  open();
  return {
    people,
    publish: (cursor) => room?.publish(cursor),
    leave() {
      left = true;
      room?.leave();
    }
  };
}
