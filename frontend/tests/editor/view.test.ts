import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { type EditorCallbacks, type Mode, mountParagraph, type Seats } from '#lib/editor/index.ts';
import { runsIn, wordsOf, written } from './peers.ts';

const SEATS: Seats = {
  aaaaaaaa: { label: 'ALF', colour: 3, mine: true },
  bbbbbbbb: { label: 'BRA', colour: null, mine: false }
};
const STRINGS = {
  editor: 'Paragraph 2 bis',
  inserted: (label: string) => `inserted by ${label}`,
  deleted: (label: string) => `struck out by ${label}`
};
const WORDS = [
  'The ',
  { text: 'old ', marks: ['del--bbbbbbbb-gggggggg-1'] },
  { text: 'new ', marks: ['ins--aaaaaaaa-gggggggg-1'] },
  'text'
];
const mounted: { destroy(): void }[] = [];

afterEach(() => {
  for (const view of mounted.splice(0)) view.destroy();
  document.body.replaceChildren();
});

function mount(mode: Mode = 'propose', callbacks: EditorCallbacks = {}) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, written(...WORDS));
  const ytext = wordsOf(doc);
  const element = document.body.appendChild(document.createElement('div'));
  const options = { ytext, mode, pen: 'aaaaaaaa', seats: SEATS, strings: STRINGS, callbacks };
  const view = mountParagraph(element, options);
  mounted.push(view);
  const words = element.querySelector('.words') as HTMLElement;
  const press = (key: string, more: KeyboardEventInit = {}) =>
    words.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  return { ytext, view, words, press };
}

function paste(words: HTMLElement, text: string): void {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  words.dispatchEvent(Object.assign(event, { clipboardData: { getData: () => text } }));
}

describe('a mounted paragraph', () => {
  it('shows whose amendments there are, in colour and in words', () => {
    const { words } = mount();
    const del = words.querySelector('del') as HTMLElement;
    expect(words.textContent).toBe('The old new text');
    expect(words.getAttribute('aria-label')).toBe('Paragraph 2 bis');
    expect(words.querySelector('ins')?.dataset).toMatchObject({
      amendment: 'aaaaaaaa-gggggggg',
      pen: 'aaaaaaaa'
    });
    expect(words.querySelector('ins')?.style.getPropertyValue('--seat')).toBe('var(--seat-3)');
    expect(del.style.getPropertyValue('--seat')).toBe('var(--seat-none)');
    expect(del.getAttribute('aria-description')).toBe('struck out by BRA');
  });

  it('dresses amendments anew when attribution is hidden', () => {
    const { words, view } = mount();
    view.setSeats({ aaaaaaaa: { label: '', colour: null, mine: true } });
    const ins = words.querySelector('ins') as HTMLElement;
    expect(ins.style.getPropertyValue('--seat')).toBe('var(--seat-none)');
    expect(ins.getAttribute('aria-description')).toBe('inserted by ');
  });

  it('follows changes from elsewhere and tells of them', () => {
    const onRuns = vi.fn();
    const { words, ytext } = mount('read', { onRuns });
    expect(onRuns.mock.calls).toEqual([[runsIn(ytext)]]); // what is shown to begin with
    ytext.insert(0, 'Now ', {});
    expect(words.textContent).toBe('Now The old new text');
    expect(onRuns).toHaveBeenLastCalledWith(runsIn(ytext));
  });

  it('can be made read only and open again', () => {
    const { words, view } = mount();
    expect(words.getAttribute('contenteditable')).toBe('true');
    view.setMode('read');
    expect(words.getAttribute('contenteditable')).toBe('false');
    expect(words.getAttribute('aria-readonly')).toBe('true');
    view.setMode('direct');
    expect(words.getAttribute('contenteditable')).toBe('true');
  });

  it('hands Enter and a paste of several paragraphs to the page', () => {
    const calls = { onSplit: vi.fn(), onPasteParagraphs: vi.fn(), onRefused: vi.fn() };
    const { words, view, press, ytext } = mount('propose', calls);
    view.focus(4);
    press('Enter');
    press('Enter', { shiftKey: true });
    paste(words, 'One.\r\n\r\n Two. \n');
    expect(calls.onSplit).toHaveBeenCalledWith(4);
    expect(calls.onRefused).toHaveBeenCalledWith('line break');
    expect(calls.onPasteParagraphs).toHaveBeenCalledWith(['One.', 'Two.'], 4);
    expect(ytext.toJSON()).toBe('The old new text');
  });

  it('takes a pasted line as an amendment, and undoes it', () => {
    const { words, view, ytext, press } = mount();
    view.focus('end');
    paste(words, ' cafe\u0301');
    expect(runsIn(ytext).at(-1)?.text).toBe(' café');
    expect(runsIn(ytext).at(-1)?.marks[0]).toMatch(/^ins--aaaaaaaa-/);
    press('z', { ctrlKey: true });
    expect(ytext.toJSON()).toBe('The old new text');
  });

  it('refuses formatting of others’ words gently, and lets a direct editor', () => {
    const onRefused = vi.fn();
    const { view, press, ytext, words } = mount('propose', { onRefused });
    view.focus('start');
    selectAll(words, view);
    press('b', { ctrlKey: true });
    expect(onRefused).toHaveBeenCalledWith('format');
    view.setMode('direct');
    press('b', { ctrlKey: true });
    expect(runsIn(ytext).every((run) => run.marks.includes('strong'))).toBe(true);
  });
});

function selectAll(words: HTMLElement, view: { focus(): void }): void {
  view.focus();
  const range = document.createRange();
  range.selectNodeContents(words.querySelector('p') as HTMLElement);
  const selection = document.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  document.dispatchEvent(new Event('selectionchange'));
}
