import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { digestOf } from '#lib/sync/digest.ts';
import { is, NAME, ready, scene, until } from './pages.ts';

const here = scene();

interface Example {
  delta: { insert: string; attributes?: Record<string, boolean> }[];
  digest: string;
}
const path = '../tests/sync/digests.json'; // tests run in the page's own folder
const EXAMPLES = JSON.parse(readFileSync(path, 'utf-8')) as Example[];

describe('a digest', () => {
  it.each(EXAMPLES)('is the one the server works out: $digest', ({ delta, digest }) => {
    expect(digestOf(delta)).toBe(digest);
    const text = new Y.Doc().getText('p');
    text.applyDelta(delta);
    expect(digestOf(text.toDelta() as Example['delta'])).toBe(digest);
  });
});

describe('a page that is told what the words come to', () => {
  it('says nothing while it holds them, or while it waits for an answer', async () => {
    const attached = here.page().attach(NAME);
    const text = await ready(attached);
    here.server.compare(NAME);
    here.server.answer = 'hold';
    text.insert(0, 'A');
    here.server.tellAll(NAME, { type: 'digest', digest: '0'.repeat(16) });
    await vi.waitUntil(() => here.server.text(NAME).startsWith('A'));
    here.server.release();
    await until(attached.state, is('saved'));
    expect(here.server.differing).toBe(0);
  });

  it('says so when it differs, and begins anew', async () => {
    const attached = here.page().attach(NAME);
    const text = await ready(attached);
    here.server.write(NAME, 'Nobody is told: ');
    here.server.compare(NAME);
    await until(attached.live, ({ ytext }) => ytext !== text && ytext !== null);
    expect((await ready(attached)).toJSON()).toBe('Nobody is told: The Parties shall act.');
    expect(here.server.differing).toBe(1);
    here.server.compare(NAME);
    (await ready(attached)).insert(0, 'Now: ');
    await until(attached.state, is('saved'));
    expect(here.server.differing).toBe(1);
  });
});

describe('a text that wants another client id', () => {
  it('is opened again under one at once, and can be written in', async () => {
    here.server.elsewhere.set(NAME, String(here.server.next));
    const attached = here.page().attach(NAME);
    const text = await ready(attached);
    text.insert(0, 'Now: ');
    await until(attached.state, is('saved'));
    expect(here.server.text(NAME)).toBe('Now: The Parties shall act.');
  });
});
