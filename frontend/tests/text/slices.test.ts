import { describe, expect, it } from 'vitest';
import type { Paragraph } from '#lib/api/types.ts';
import { SIZE, slicer } from '#lib/rooms/text/slices.ts';

const made = new Map<string, Paragraph>();

/** Paragraphs by name, each the same object whenever it is asked for. */
function named(names: string): Paragraph[] {
  return [...names].map((id) => {
    const known = made.get(id) ?? ({ id } as Paragraph);
    made.set(id, known);
    return known;
  });
}
const read = (slices: ReturnType<ReturnType<typeof slicer>>) =>
  slices.map(({ paragraphs }) => paragraphs.map(({ id }) => id).join(''));

describe('a chapter in slices', () => {
  it('is all there, in order, in pieces of one size', () => {
    const slices = slicer()(named('abcdefghijklmnopqr'), 5);
    expect(read(slices)).toEqual(['abcdefgh', 'ijklmnop', 'qr']);
    expect(slices.map(({ offset }) => offset)).toEqual([5, 5 + SIZE, 5 + 2 * SIZE]);
  });

  it('keeps each paragraph where it was when one comes between others or goes', () => {
    const cut = slicer();
    const before = cut(named('abcdefghijklmnop'), 0);
    const after = cut(named('abcdXefghijkmnop'), 0);
    expect(read(after)).toEqual(['abcdXefgh', 'ijkmnop']);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  });

  it('keeps the neighbours of a paragraph that is moved away where they were', () => {
    const cut = slicer();
    cut(named('abcdefghijklmnop'), 0);
    expect(read(cut(named('acdefghijkblmnop'), 0))).toEqual(['acdefgh', 'ijkblmnop']);
    expect(read(cut(named('abcdefghijklmnop'), 0))).toEqual(['abcdefgh', 'ijklmnop']);
  });

  it('comes back from a filter as it was', () => {
    const cut = slicer();
    const before = cut(named('abcdefghijklmnop'), 0);
    expect(read(cut(named('bp'), 0))).toEqual(['b', 'p']);
    const after = cut(named('abcdefghijklmnop'), 0);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    expect(read(after)).toEqual(read(before));
  });

  it('never gives two slices one name, however paragraphs are shuffled', () => {
    const cut = slicer();
    for (const names of ['abcdefghijklmnopqrst', 'tsrqponmlkjihgfedcba', 'aibjckdlemfngohp', 'pa', 'abp']) {
      const slices = cut(named(names), 0);
      expect(read(slices).join('')).toBe(names);
      expect(new Set(slices.map(({ key }) => key)).size).toBe(slices.length);
    }
  });

  it('hands out the same slice while nothing in it changes', () => {
    const cut = slicer();
    const before = cut(named('abcdefghijklmnop'), 0);
    made.set('k', { id: 'k' } as Paragraph);
    const after = cut(named('abcdefghijklmnop'), 0);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});
