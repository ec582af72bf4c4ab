/**
 * Cuts a chapter into slices of a few paragraphs. A browser lays out, paints and watches a slice
 * as one thing: what it does at each frame grows with their number and not with the text's.
 *
 * A paragraph stays in its slice whatever comes and goes around it, for a row that changes its
 * slice is made anew, and who writes in it would lose the caret.
 */
import type { Paragraph } from '#lib/api/types.ts';
import { sameItems } from '#lib/ui/kept.ts';

/** How many paragraphs a slice has to begin with. */
export const SIZE = 8;

export interface Slice {
  key: number;
  paragraphs: readonly Paragraph[];
  /** How many paragraphs stand before it. */
  offset: number;
}

/** Returns what cuts one chapter again and again; a slice in which nothing changed is the same. */
export function slicer(): (paragraphs: readonly Paragraph[], offset: number) => Slice[] {
  const homes = new Map<string, number>();
  let keys = 0;
  let last: Slice[] = [];
  return (paragraphs, offset) => {
    const slices: { key: number; paragraphs: Paragraph[]; offset: number }[] = [];
    const used = new Set<number>();
    paragraphs.forEach((paragraph, at) => {
      const slice = slices.at(-1);
      const home = homes.get(paragraph.id);
      const next = homes.get(paragraphs[at + 1]?.id ?? '');
      const between = next === slice?.key && slice !== undefined;
      const fits = slice !== undefined && home === undefined && slice.paragraphs.length < SIZE;
      if (slice && (home === slice.key || between || fits)) slice.paragraphs.push(paragraph);
      else {
        const key = home !== undefined && !used.has(home) ? home : ++keys;
        slices.push({ key, paragraphs: [paragraph], offset: offset + at });
        used.add(key);
      }
      homes.set(paragraph.id, slices.at(-1)?.key ?? 0);
    });
    const before = new Map(last.map((slice) => [slice.key, slice]));
    last = slices.map((slice) => {
      const known = before.get(slice.key);
      return known && same(known, slice) ? known : slice;
    });
    return last;
  };
}

function same(a: Slice, b: Slice): boolean {
  return a.offset === b.offset && sameItems(a.paragraphs, b.paragraphs);
}
