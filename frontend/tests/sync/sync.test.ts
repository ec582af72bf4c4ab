import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Y from 'yjs';
import { openSync, type Attached, type DocumentState, type Readable, type Sync } from '#lib/sync/index.ts';
import { FakeServer } from './server.ts';

const NAME = 'paragraph@1';
let server: FakeServer;
let person = '';
let serial = 0;
const open: Sync[] = [];

beforeEach(() => {
  server = new FakeServer();
  server.write(NAME, 'The Parties shall act.');
  person = `person ${serial++}`;
});

afterEach(() => {
  vi.useRealTimers();
  for (const sync of open.splice(0)) void sync.destroy();
});

function page(who = person): Sync {
  const sync = openSync({ person: who, url: 'ws://test', ticket: server.ticket, WebSocket: server.Socket });
  open.push(sync);
  return sync;
}

/** Wait until a watched value is as wished. */
function until<T>(cell: Readable<T>, wished: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let stop = () => undefined as void;
    let met = false;
    stop = cell.subscribe((value) => {
      if (met || !wished(value)) return;
      met = true;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

const is = (kind: DocumentState['kind']) => (state: DocumentState) => state.kind === kind;

async function ready(attached: Attached): Promise<Y.Text> {
  const { ytext } = await until(attached.live, (live) => live.ytext !== null && live.scope !== null);
  await until(attached.state, (state) => state.kind === 'saved' || state.kind === 'read only');
  return ytext as Y.Text;
}

describe('an edit', () => {
  it('is saving until the server says it is saved', async () => {
    const sync = page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    expect(text.toJSON()).toBe('The Parties shall act.');
    server.answer = 'hold';
    text.insert(0, 'A');
    expect(attached.state).toHaveProperty('value', { kind: 'saving', late: false });
    await until(sync.state, is('saving'));
    await vi.waitUntil(() => server.text(NAME).startsWith('A'));
    server.release();
    await until(sync.state, is('saved'));
  });

  it('is called late after two seconds without an answer', async () => {
    const attached = page().attach(NAME);
    const text = await ready(attached);
    server.answer = 'hold';
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    text.insert(0, 'A');
    vi.advanceTimersByTime(2100);
    expect(attached.state).toHaveProperty('value', { kind: 'saving', late: true });
  });

  it('reaches the other page, and what comes from there does not wait', async () => {
    const [one, two] = [page().attach(NAME), page('another').attach(NAME)];
    const [mine, theirs] = [await ready(one), await ready(two)];
    const seen: string[] = [];
    two.state.subscribe((state) => seen.push(state.kind));
    mine.insert(0, 'Now: ');
    await vi.waitUntil(() => theirs.toJSON().startsWith('Now: '));
    expect(seen).toEqual(['saved']);
  });

  it('of one turn goes out in one message', async () => {
    const attached = page().attach(NAME);
    const text = await ready(attached);
    const received = vi.spyOn(server, 'receive');
    text.insert(0, 'A');
    text.delete(0, 1);
    await until(attached.state, is('saved'));
    expect(received).toHaveBeenCalledTimes(1);
  });
});

describe('offline', () => {
  it('edits wait in the browser and arrive when it is back', async () => {
    const sync = page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    server.up = false;
    server.drop();
    text.insert(0, 'A');
    text.insert(1, 'B');
    expect(await until(sync.state, is('offline'))).toEqual({ kind: 'offline', waiting: 2 });
    server.up = true;
    window.dispatchEvent(new Event('online'));
    await until(sync.state, is('saved'));
    expect(server.text(NAME)).toBe('ABThe Parties shall act.');
  });

  it('edits outlive the page, and go out as the same person’s only', async () => {
    const first = page();
    const text = await ready(first.attach(NAME));
    server.up = false;
    server.drop();
    text.insert(0, 'Kept. ');
    await first.destroy();
    server.up = true;
    await ready(page('somebody else').attach(NAME));
    expect(server.text(NAME)).toBe('The Parties shall act.');
    page(); // nobody opens the paragraph, and yet
    await vi.waitUntil(() => server.text(NAME) === 'Kept. The Parties shall act.');
  });

  it('keeps only what was not acknowledged', async () => {
    const first = page();
    const attached = first.attach(NAME);
    const text = await ready(attached);
    text.insert(0, 'saved ');
    await until(attached.state, is('saved'));
    server.up = false;
    server.drop();
    text.insert(0, 'kept ');
    await first.destroy();
    server.docs.clear(); // a server that has lost everything shows what the page sends
    server.up = true;
    const second = page();
    const sent = vi.spyOn(server, 'receive');
    await ready(second.attach(NAME)).catch(() => undefined);
    await vi.waitUntil(() => sent.mock.calls.length >= 3);
    expect(server.text(NAME)).not.toContain('saved');
  });

  it('a socket that falls silent is given up after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const sync = page();
    const text = await ready(sync.attach(NAME));
    const [deaf] = server.sockets;
    if (deaf) deaf.deaf = true;
    text.insert(0, 'A');
    vi.advanceTimersByTime(12_000);
    expect(await until(sync.state, is('offline'))).toEqual({ kind: 'offline', waiting: 1 });
    await until(sync.state, is('saved'));
    expect(server.text(NAME)).toBe('AThe Parties shall act.');
  });
});

describe('a refusal', () => {
  it('makes a draft of the words and begins anew from the server’s', async () => {
    const sync = page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    text.insert(0, 'Taken. ');
    await until(attached.state, is('saved'));
    server.answer = 'refuse';
    text.insert(0, 'Not ');
    text.insert(4, 'taken. ');
    const [draft] = await until(sync.drafts.list, (list) => list.length > 0);
    expect(draft).toMatchObject({
      document: NAME,
      text: 'Not taken. ',
      whole: 'Not taken. Taken. The Parties shall act.',
      reason: 'test.refused',
      sentence: 'This stands still.'
    });
    server.answer = 'save';
    const { ytext } = await until(attached.live, (live) => live.ytext !== text && live.scope === 'read-write');
    expect(ytext?.toJSON()).toBe('Taken. The Parties shall act.');
    await until(attached.state, is('saved'));
    ytext?.insert(0, 'Again. ');
    await until(attached.state, is('saved'));
    expect(server.text(NAME)).toBe('Again. Taken. The Parties shall act.');
    await sync.drafts.dismiss(draft?.id ?? '');
    await until(sync.drafts.list, (list) => list.length === 0);
  });

  it('after several messages on their way makes one draft', async () => {
    const sync = page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    server.answer = 'refuse';
    for (const letter of 'abc') {
      text.insert(0, letter);
      await Promise.resolve();
    }
    await until(sync.drafts.list, (list) => list.length > 0);
    await until(attached.live, (live) => live.ytext !== text && live.scope === 'read-write');
    await until(attached.state, is('saved'));
    expect(sync.drafts.list).toHaveProperty('value.length', 1);
    expect(server.text(NAME)).toBe('The Parties shall act.');
  });

  it('of what an earlier visit left makes a draft as well', async () => {
    const first = page();
    const text = await ready(first.attach(NAME));
    server.up = false;
    server.drop();
    text.insert(0, 'Late. ');
    await first.destroy();
    server.up = true;
    server.scopes.set(NAME, 'readonly');
    const [draft] = await until(page().drafts.list, (list) => list.length > 0);
    expect(draft?.text).toBe('Late. ');
  });

  it('to open a text that has moved on keeps the words', async () => {
    const first = page();
    const text = await ready(first.attach(NAME));
    server.up = false;
    server.drop();
    text.insert(0, 'Late. ');
    await first.destroy();
    server.up = true;
    server.denials.set(NAME, 'It has gone.');
    const sync = page();
    const [draft] = await until(sync.drafts.list, (list) => list.length > 0);
    expect(draft).toMatchObject({ text: 'Late. ', whole: '', sentence: 'It has gone.' });
  });
});

describe('rights', () => {
  it('that change in mid-session are told at once, with the reason', async () => {
    const sync = page();
    const attached = sync.attach(NAME);
    await ready(attached);
    server.setScope(NAME, 'readonly', 'It is agreed.');
    await until(attached.live, (live) => live.scope === 'readonly');
    expect(await until(sync.state, is('read only'))).toMatchObject({ sentence: 'It is agreed.' });
    server.setScope(NAME, 'read-write');
    const { ytext } = await until(attached.live, (live) => live.scope === 'read-write');
    ytext?.insert(0, 'Then: ');
    await vi.waitUntil(() => server.text(NAME).startsWith('Then: '));
  });

  it('that end with the session stop the page from coming back', async () => {
    const sync = page();
    await ready(sync.attach(NAME));
    server.drop(4401);
    expect(await until(sync.state, is('denied'))).toMatchObject({ reason: 'sync.signed_out' });
  });
});

describe('presence', () => {
  it('shows others by the server’s word, at most ten times a second', async () => {
    const [one, two] = [page().presence('doc'), page('another').presence('doc')];
    await vi.waitUntil(() => [...server.sockets].filter((s) => s.names.has('presence:doc')).length === 2);
    for (let n = 0; n < 50; n++) one.publish({ paragraph: 'p', anchor: n, head: n });
    const [here] = await until(two.people, (people) => people.some(({ cursor }) => cursor !== null));
    expect(here).toMatchObject({ user: { short: 'ALF' }, cursor: { paragraph: 'p', anchor: 49 } });
    expect(Math.max(...[...server.sockets].map((socket) => socket.spoken))).toBeLessThan(4);
    one.leave();
    await until(two.people, (people) => people.length === 0);
  });
});
