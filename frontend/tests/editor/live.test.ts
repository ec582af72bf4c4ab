import { afterEach, describe, expect, it, vi } from 'vitest';
import { liveParagraph, type LiveParagraph } from '#lib/editor/index.ts';
import { is, NAME, ready, scene, until } from '../sync/pages.ts';

const here = scene();
const STRINGS = { editor: 'Paragraph', inserted: () => '', deleted: () => '' };
const live: LiveParagraph[] = [];

afterEach(() => {
  for (const paragraph of live.splice(0)) paragraph.destroy();
  document.body.replaceChildren();
});

async function open() {
  const sync = here.page();
  const element = document.body.appendChild(document.createElement('div'));
  const paragraph = await new Promise<LiveParagraph>((resolve) => {
    const made = liveParagraph(element, {
      sync,
      name: NAME,
      paragraph: 'paragraph',
      presence: sync.presence('doc'),
      mode: 'propose',
      pen: 'aaaaaaaa',
      seats: {},
      strings: STRINGS,
      onReady: () => queueMicrotask(() => resolve(made))
    });
    live.push(made);
  });
  const words = () => element.querySelector('.words') as HTMLElement;
  const editable = () => words().getAttribute('contenteditable');
  return { sync, paragraph, words, editable };
}

describe('a live paragraph', () => {
  it('shows the server’s words and those that come', async () => {
    const { words } = await open();
    expect(words().textContent).toBe('The Parties shall act.');
    const text = await ready(here.page('another').attach(NAME));
    text.insert(0, 'Now: ');
    await vi.waitUntil(() => words().textContent === 'Now: The Parties shall act.');
  });

  it('is read only while the server says so, whatever the page asks', async () => {
    const { paragraph, editable } = await open();
    await vi.waitUntil(() => editable() === 'true');
    here.server.setScope(NAME, 'readonly');
    await until(paragraph.state, is('read only'));
    paragraph.setMode('direct');
    expect(editable()).toBe('false');
    here.server.setScope(NAME, 'read-write');
    await vi.waitUntil(() => editable() === 'true');
  });

  it('comes back with the server’s words and the caret after a refusal', async () => {
    const { sync, paragraph, words, editable } = await open();
    await until(paragraph.state, is('saved'));
    paragraph.focus(3);
    here.server.answer = 'refuse';
    const event = new Event('paste', { bubbles: true, cancelable: true });
    words().dispatchEvent(Object.assign(event, { clipboardData: { getData: () => ' not' } }));
    expect(words().textContent).toBe('The not Parties shall act.');
    const [draft] = await until(sync.drafts.list, (list) => list.length > 0);
    expect(draft?.text).toBe(' not');
    here.server.answer = 'save';
    await vi.waitUntil(() => words().textContent === 'The Parties shall act.' && editable() === 'true');
    expect(paragraph.hasFocus).toBe(true);
    await sync.drafts.dismiss(draft?.id ?? '');
  });
});
