import { describe, expect, it, vi } from 'vitest';
import { is, NAME, ready, scene, until } from './pages.ts';

const here = scene();

describe('an edit', () => {
  it('is saving until the server says it is saved', async () => {
    const sync = here.page();
    const attached = sync.attach(NAME);
    const text = await ready(attached);
    expect(text.toJSON()).toBe('The Parties shall act.');
    here.server.answer = 'hold';
    text.insert(0, 'A');
    expect(attached.state).toHaveProperty('value', { kind: 'saving', late: false });
    await until(sync.state, is('saving'));
    await vi.waitUntil(() => here.server.text(NAME).startsWith('A'));
    here.server.release();
    await until(sync.state, is('saved'));
  });

  it('is called late after two seconds without an answer', async () => {
    const attached = here.page().attach(NAME);
    const text = await ready(attached);
    here.server.answer = 'hold';
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    text.insert(0, 'A');
    vi.advanceTimersByTime(2100);
    expect(attached.state).toHaveProperty('value', { kind: 'saving', late: true });
  });

  it('reaches the other page, and what comes from there does not wait', async () => {
    const [one, two] = [here.page().attach(NAME), here.page('another').attach(NAME)];
    const [mine, theirs] = [await ready(one), await ready(two)];
    const seen: string[] = [];
    two.state.subscribe((state) => seen.push(state.kind));
    mine.insert(0, 'Now: ');
    await vi.waitUntil(() => theirs.toJSON().startsWith('Now: '));
    expect(seen).toEqual(['saved']);
  });

  it('of one turn goes out in one message', async () => {
    const attached = here.page().attach(NAME);
    const text = await ready(attached);
    const received = vi.spyOn(here.server, 'receive');
    text.insert(0, 'A');
    text.delete(0, 1);
    await until(attached.state, is('saved'));
    expect(received).toHaveBeenCalledTimes(1);
  });
});

describe('rights', () => {
  it('that change in mid-session are told at once, with the reason', async () => {
    const sync = here.page();
    const attached = sync.attach(NAME);
    await ready(attached);
    here.server.setScope(NAME, 'readonly', 'It is agreed.');
    await until(attached.live, (live) => live.scope === 'readonly');
    expect(await until(sync.state, is('read only'))).toMatchObject({ sentence: 'It is agreed.' });
    here.server.setScope(NAME, 'read-write');
    const { ytext } = await until(attached.live, (live) => live.scope === 'read-write');
    ytext?.insert(0, 'Then: ');
    await vi.waitUntil(() => here.server.text(NAME).startsWith('Then: '));
  });

  it('that end with the session stop the page from coming back', async () => {
    const sync = here.page();
    await ready(sync.attach(NAME));
    here.server.drop(4401);
    expect(await until(sync.state, is('denied'))).toMatchObject({ reason: 'sync.signed_out' });
  });
});

describe('presence', () => {
  it('shows others by the server’s word, at most ten times a second', async () => {
    const [one, two] = [here.page().presence('doc'), here.page('another').presence('doc')];
    await vi.waitUntil(() => [...here.server.sockets].filter((s) => s.names.has('presence:doc')).length === 2);
    for (let n = 0; n < 50; n++) one.publish({ paragraph: 'p', anchor: n, head: n });
    const [other] = await until(two.people, (people) => people.some(({ cursor }) => cursor !== null));
    expect(other).toMatchObject({ user: { short: 'ALF' }, cursor: { paragraph: 'p', anchor: 49 } });
    expect(Math.max(...[...here.server.sockets].map((socket) => socket.spoken))).toBeLessThan(4);
    one.leave();
    await until(two.people, (people) => people.length === 0);
  });
});
