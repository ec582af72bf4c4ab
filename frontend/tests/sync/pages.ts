/** Pages on the test's own server, and waiting for what they come to know. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, vi } from 'vitest';
import type * as Y from 'yjs';
import { type Attached, type DocumentState, openSync, type Readable, type Sync } from '#lib/sync/index.ts';
import { FakeServer } from './server.ts';

export const NAME = 'paragraph@1';

export interface Scene {
  server: FakeServer;
  /** Open a page, as the scene's own person or as another. */
  page: (person?: string) => Sync;
}

/** A fresh server and a fresh person for each test. */
export function scene(): Scene {
  const open: Sync[] = [];
  let serial = 0;
  const here: Scene = {
    server: new FakeServer(),
    page(person = `person ${serial}`) {
      const { ticket, Socket } = here.server;
      const sync = openSync({ person, url: 'ws://test', ticket, WebSocket: Socket });
      open.push(sync);
      return sync;
    }
  };
  beforeEach(() => {
    here.server = new FakeServer();
    here.server.write(NAME, 'The Parties shall act.');
    serial++;
  });
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(open.splice(0).map((sync) => sync.destroy()));
  });
  return here;
}

/** Wait until a watched value is as wished. */
export function until<T>(cell: Readable<T>, wished: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let met = false;
    const stop = cell.subscribe((value) => {
      if (met || !wished(value)) return;
      met = true;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

export const is = (kind: DocumentState['kind']) => (state: DocumentState) => state.kind === kind;

/** The words of a document, once they have come. */
export async function ready(attached: Attached): Promise<Y.Text> {
  const { ytext } = await until(attached.live, (live) => live.ytext !== null && live.scope !== null);
  await until(attached.state, (state) => state.kind === 'saved' || state.kind === 'read only');
  return ytext as Y.Text;
}
