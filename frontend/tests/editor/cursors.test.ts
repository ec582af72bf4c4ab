import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { mountParagraph } from '#lib/editor/index.ts';
import { Cell } from '#lib/sync/cell.ts';
import type { Cursor, Here, Presence } from '#lib/sync/index.ts';
import { wordsOf, written } from './peers.ts';

const mounted: { destroy(): void }[] = [];

afterEach(() => {
  for (const view of mounted.splice(0)) view.destroy();
  document.body.replaceChildren();
});

async function mount(paragraph: string, presence: Presence) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, written('The Parties shall act.'));
  const ytext = wordsOf(doc);
  const element = document.body.appendChild(document.createElement('div'));
  const strings = { editor: '', inserted: () => '', deleted: () => '' };
  const options = { ytext, mode: 'propose' as const, pen: 'aaaaaaaa', seats: {}, strings };
  const view = mountParagraph(element, { ...options, cursors: { presence, paragraph } });
  mounted.push(view);
  await Promise.resolve();
  return { view, ytext, element };
}

function room() {
  const people = new Cell<Here[]>([]);
  return { people, publish: vi.fn<(cursor: Cursor | null) => void>(), leave: () => undefined };
}

function someone(paragraph: string, ytext: Y.Text, anchor: number, head = anchor): Here {
  const at = (index: number): unknown =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(ytext, index));
  const user = { name: 'Ana', delegation: 'd', short: 'ALF', colour: 2, role: 'delegate' };
  return { client: 5, user, cursor: { paragraph, anchor: at(anchor), head: at(head) } };
}

describe('others’ cursors', () => {
  it('stand in their paragraph with the delegation’s short name, and move with the words', async () => {
    const presence = room();
    const [one, two] = [await mount('p1', presence), await mount('p2', presence)];
    presence.people.set([someone('p1', one.ytext, 4, 11)]);
    const cursor = one.element.querySelector('.cursor') as HTMLElement;
    expect(cursor.dataset['label']).toBe('ALF');
    expect(cursor.style.cssText).toContain('var(--seat-2)');
    expect(one.element.querySelector('.cursor-range')?.textContent).toBe('Parties');
    expect(one.element.textContent).toBe('The Parties shall act.');
    expect(two.element.querySelector('.cursor')).toBeNull();
    one.ytext.insert(0, 'Now: ', {});
    expect(one.element.querySelector('.cursor-range')?.textContent).toBe('Parties');
    presence.people.set([]);
    expect(one.element.querySelector('.cursor')).toBeNull();
  });

  it('that mean nothing here are not shown', async () => {
    const presence = room();
    const { element, ytext } = await mount('p1', presence);
    const here = someone('p1', ytext, 1);
    presence.people.set([
      { ...here, cursor: { paragraph: 'p1', anchor: 'x', head: null } },
      { ...here, client: 6, cursor: { paragraph: 'p1', anchor: {}, head: { item: 3 } } },
      { ...here, client: 7, cursor: null }
    ]);
    expect(element.querySelector('.cursor')).toBeNull();
  });

  it('are told of one’s own: where it is, and that it has gone', async () => {
    const presence = room();
    const { view, ytext } = await mount('p1', presence);
    view.focus(4);
    const cursor = presence.publish.mock.lastCall?.[0];
    const place = Y.createRelativePositionFromJSON(cursor?.head);
    const doc = ytext.doc as Y.Doc;
    expect(cursor?.paragraph).toBe('p1');
    expect(Y.createAbsolutePositionFromRelativePosition(place, doc)?.index).toBe(4);
    view.destroy();
    mounted.pop();
    expect(presence.publish).toHaveBeenLastCalledWith(null);
  });
});
