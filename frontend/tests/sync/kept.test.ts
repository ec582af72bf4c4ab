/** Nothing typed is lost: offline, over a reload, and when it is refused. */
import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'idb-keyval';
import * as Y from 'yjs';
import { Ledger } from '#lib/sync/ledger.ts';
import { PendingEdits } from '#lib/sync/pending.ts';
import { is, NAME, ready, scene, until } from './pages.ts';

const here = scene();

describe('offline', () => {
  it('edits wait in the browser and arrive when it is back', async () => {
    const sync = here.page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    here.server.up = false;
    here.server.drop();
    text.insert(0, 'A');
    text.insert(1, 'B');
    expect(await until(sync.state, is('offline'))).toMatchObject({ waiting: 2 });
    here.server.up = true;
    window.dispatchEvent(new Event('online'));
    await until(sync.state, is('saved'));
    expect(here.server.text(NAME)).toBe('ABThe Parties shall act.');
  });

  it('edits outlive the page, and go out as the same person’s only', async () => {
    const first = here.page();
    const text = await ready(first.attach(NAME));
    here.server.up = false;
    here.server.drop();
    text.insert(0, 'Kept. ');
    await first.destroy();
    here.server.up = true;
    await ready(here.page('somebody else').attach(NAME));
    expect(here.server.text(NAME)).toBe('The Parties shall act.');
    here.page(); // nobody opens the paragraph, and yet
    await vi.waitUntil(() => here.server.text(NAME) === 'Kept. The Parties shall act.');
  });

  it('keeps only what was not acknowledged', async () => {
    const first = here.page();
    const attached = first.attach(NAME);
    const text = await ready(attached);
    text.insert(0, 'saved ');
    await until(attached.state, is('saved'));
    here.server.up = false;
    here.server.drop();
    text.insert(0, 'kept ');
    await first.destroy();
    here.server.docs.clear(); // a server that has lost everything shows what the page sends
    here.server.up = true;
    const second = here.page();
    const sent = vi.spyOn(here.server, 'receive');
    await ready(second.attach(NAME)).catch(() => undefined);
    await vi.waitUntil(() => sent.mock.calls.length >= 3);
    expect(here.server.text(NAME)).not.toContain('saved');
  });

  it('a socket that falls silent is given up after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const sync = here.page();
    const text = await ready(sync.attach(NAME));
    const [deaf] = here.server.sockets;
    if (deaf) deaf.deaf = true;
    text.insert(0, 'A');
    vi.advanceTimersByTime(12_000);
    expect(await until(sync.state, is('offline'))).toMatchObject({ waiting: 1 });
    await until(sync.state, is('saved'));
    expect(here.server.text(NAME)).toBe('AThe Parties shall act.');
  });
});

describe('a refusal', () => {
  it('makes a draft of the words and begins anew from the server’s', async () => {
    const sync = here.page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    text.insert(0, 'Taken. ');
    await until(attached.state, is('saved'));
    here.server.answer = 'refuse';
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
    here.server.answer = 'save';
    const { ytext } = await until(attached.live, (live) => live.ytext !== text && live.scope === 'read-write');
    expect(ytext?.toJSON()).toBe('Taken. The Parties shall act.');
    await until(attached.state, is('saved'));
    ytext?.insert(0, 'Again. ');
    await until(attached.state, is('saved'));
    expect(here.server.text(NAME)).toBe('Again. Taken. The Parties shall act.');
    await sync.drafts.dismiss(draft?.id ?? '');
    await until(sync.drafts.list, (list) => list.length === 0);
  });

  it('after several messages on their way makes one draft', async () => {
    const sync = here.page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    here.server.answer = 'refuse';
    for (const letter of 'abc') {
      text.insert(0, letter);
      await Promise.resolve();
    }
    await until(sync.drafts.list, (list) => list.length > 0);
    await until(attached.live, (live) => live.ytext !== text && live.scope === 'read-write');
    await until(attached.state, is('saved'));
    expect(sync.drafts.list).toHaveProperty('value.length', 1);
    expect(here.server.text(NAME)).toBe('The Parties shall act.');
  });

  it('of what an earlier visit left makes a draft as well', async () => {
    const first = here.page();
    const text = await ready(first.attach(NAME));
    here.server.up = false;
    here.server.drop();
    text.insert(0, 'Late. ');
    await first.destroy();
    here.server.up = true;
    here.server.scopes.set(NAME, 'readonly');
    const [draft] = await until(here.page().drafts.list, (list) => list.length > 0);
    expect(draft?.text).toBe('Late. ');
  });

  it('to open a text that has moved on keeps the words', async () => {
    const first = here.page();
    const text = await ready(first.attach(NAME));
    here.server.up = false;
    here.server.drop();
    text.insert(0, 'Late. ');
    await first.destroy();
    here.server.up = true;
    here.server.denials.set(NAME, 'It has gone.');
    const sync = here.page();
    const [draft] = await until(sync.drafts.list, (list) => list.length > 0);
    expect(draft).toMatchObject({ text: 'Late. ', whole: '', sentence: 'It has gone.' });
  });
});

describe('what is kept in the browser', () => {
  it('is one entry per visit, adopted by the next visit of the same person', async () => {
    const store = createStore('kept-test', 'edits');
    const [one, two] = [new PendingEdits('me', 'visit 1', store), new PendingEdits('me', 'visit 2', store)];
    one.keep('a@1', () => insertion('one '), true);
    two.keep('a@1', () => insertion('two '), true);
    two.keep('b@1', () => insertion('bee'), false);
    await Promise.all([one.flush(), two.flush()]);
    expect((await one.names()).sort()).toEqual(['a@1', 'b@1']);
    expect(await new PendingEdits('another', 'visit 3', store).names()).toEqual([]);

    const next = new PendingEdits('me', 'visit 4', store);
    const kept = await next.adopt('a@1');
    const doc = new Y.Doc();
    if (kept) Y.applyUpdate(doc, kept);
    expect([...doc.getText('p').toJSON().split(' ')].sort()).toEqual(['', 'one', 'two']);
    next.keep('a@1', () => null, true);
    await next.flush();
    expect(await one.names()).toEqual(['b@1']);
    expect(await next.adopt('a@1')).toBeNull();
  });

  it('is cleared of what was acknowledged and of nothing else', () => {
    const ledger = new Ledger();
    ledger.note(insertion('a'), 1);
    ledger.sent();
    ledger.note(insertion('b'), 2);
    ledger.sent();
    ledger.saved();
    expect([ledger.waiting, ledger.since, ledger.unanswered]).toEqual([1, 2, 1]);
    ledger.closed();
    ledger.saved(); // an answer from before: nothing is on its way
    expect(ledger.waiting).toBe(1);
    ledger.sent();
    ledger.saved();
    expect([ledger.waiting, ledger.merged]).toEqual([0, null]);
  });
});

function insertion(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('p').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}
