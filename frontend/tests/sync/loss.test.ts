import { describe, expect, it, vi } from 'vitest';
import type { PageState } from '#lib/sync/index.ts';
import { lossOf, within } from '#lib/sync/loss.ts';
import { is, NAME, ready, scene, until } from './pages.ts';

const here = scene();

/** From here on time passes only when the test says so. */
const stopClocks = () =>
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
const because = (state: PageState) => (state.kind === 'offline' ? state.loss : null);

describe('why a socket was closed', () => {
  it.each([
    [1006, '', 'line'],
    [1011, 'try again', 'line'],
    [1012, 'the server restarts', 'restart'],
    [1013, 'this server has lost its database', 'line'],
    [1013, 'the storage is full', 'storage full'],
    [1013, 'the storage is read only', 'storage read only'],
    [1013, 'the storage is away', 'storage away'],
    [1009, 'message too big', 'size'],
    [1003, 'binary messages only', 'unreadable'],
    [4400, 'malformed', 'unreadable'],
    [4205, 'too slow', 'line'],
    [4408, 'nothing heard', 'line'],
    [4409, 'opened again', 'line'],
    [4429, 'too many windows', 'windows'],
    [4429, 'too many from this address', 'address'],
    [4429, 'too much at once', 'pace']
  ])('%i %s is told as: %s', async (code, reason, loss) => {
    const sync = here.page();
    await ready(sync.attach(NAME));
    here.server.up = false;
    here.server.drop(code, reason);
    expect(because(await until(sync.state, is('offline')))).toBe(loss);
  });

  it('is told of a page that was never let in, too', async () => {
    const sync = here.page();
    sync.attach(NAME);
    await vi.waitUntil(() => here.server.sockets.size === 1);
    here.server.drop(4429, 'too many windows');
    expect(because(await until(sync.state, is('offline')))).toBe('windows');
  });
});

describe('a page that has lost its server', () => {
  it('is with another within five seconds, and nothing typed is missing', async () => {
    const sync = here.page();
    const text = await ready(sync.attach(NAME));
    stopClocks();
    here.server.drop();
    text.insert(0, 'Meanwhile: ');
    await vi.advanceTimersByTimeAsync(5000);
    await until(sync.state, is('saved'));
    expect(here.server.text(NAME)).toBe('Meanwhile: The Parties shall act.');
  });

  it('goes on asking where nobody answers, never more than five seconds apart', async () => {
    const sync = here.page();
    await ready(sync.attach(NAME));
    stopClocks();
    here.server.up = false;
    here.server.drop();
    for (let turn = 0; turn < 12; turn++) {
      const before = here.server.tried;
      await vi.advanceTimersByTimeAsync(5000);
      expect(here.server.tried).toBeGreaterThan(before);
    }
    expect(here.server.tried).toBeLessThan(40);
    here.server.up = true;
    await vi.advanceTimersByTimeAsync(5000);
    expect((await until(sync.state, is('saved'))).kind).toBe('saved');
  });

  it('does not wait for a socket that never opens', async () => {
    stopClocks();
    const sync = here.page();
    await ready(sync.attach(NAME));
    here.server.up = 'stuck';
    here.server.drop();
    await vi.advanceTimersByTimeAsync(2000);
    here.server.up = true;
    await vi.advanceTimersByTimeAsync(7900); // of less than ten seconds: the provider asks the real clock
    expect((await until(sync.state, is('saved'))).kind).toBe('saved');
  });

  it('stays away half a minute where it was one too many, and then sends what waited', async () => {
    const sync = here.page();
    const text = await ready(sync.attach(NAME));
    stopClocks();
    here.server.drop(4429, 'too many windows');
    text.insert(0, 'Waiting: ');
    const { tried } = here.server;
    await vi.advanceTimersByTimeAsync(29_000);
    sync.attach('another@1'); // opening more asks no sooner
    await vi.advanceTimersByTimeAsync(500);
    expect(here.server.tried).toBe(tried);
    await vi.advanceTimersByTimeAsync(31_000);
    await until(sync.state, is('saved'));
    expect(here.server.text(NAME)).toBe('Waiting: The Parties shall act.');
  });
});

describe('how long a page stays away', () => {
  it('is never the same for a whole room', () => {
    const { pause } = lossOf(1012, 'the server restarts');
    const times = Array.from({ length: 300 }, () => within(pause));
    expect(new Set(times).size).toBeGreaterThan(200);
    expect(Math.max(...times)).toBeLessThan(1500);
    expect(Math.max(...times.map(() => within(pause, 20)))).toBeLessThan(5000);
  });
});
