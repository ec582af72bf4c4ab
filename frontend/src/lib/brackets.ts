/**
 * Where the signs of the text's structure stand: the page's mirror of the server's rules on
 * brackets (K). A bracket is a mark on the words; its `[` and `]` are drawn, never typed, so that
 * no edit can leave one without the other.
 */
import { carries, type Run, structureMark, type StructureOp } from './words.ts';

/** The kinds of structure that have signs; a reference has none. */
export type SignedOp = Exclude<StructureOp, 'ref'>;

/** One drawn sign. */
export interface Sign {
  key: string;
  op: SignedOp;
  id: string;
  /** UTF-16 units into the words. */
  at: number;
  opens: boolean;
  /** How many brackets stand around what is inside, this one too: 1 is the outermost. */
  depth: number;
  /** Whether all it holds here is proposed only, so that the base text does not show it. */
  proposed: boolean;
}

/** Keys of the structure that began before this paragraph, and that goes on behind it. */
export interface Beyond {
  before: ReadonlySet<string>;
  after: ReadonlySet<string>;
}

export const NOTHING_BEYOND: Beyond = { before: new Set(), after: new Set() };

/** A bracket's place in one paragraph's words. */
export interface Extent {
  key: string;
  op: SignedOp;
  id: string;
  from: number;
  to: number;
  proposed: boolean;
}

const SIGNS: Record<SignedOp, [string, string]> = { br: ['[', ']'], ph: ['[', ']'], nt: ['{', '}'] };

/** The character a sign is drawn as. */
export function glyph({ op, opens }: Pick<Sign, 'op' | 'opens'>): string {
  return SIGNS[op][opens ? 0 : 1];
}

/** Where each structure mark with signs stands in the words, in order of first appearance. */
export function extentsOf(runs: readonly Run[]): Extent[] {
  const found = new Map<string, Extent>();
  let at = 0;
  for (const run of runs) {
    const end = at + run.text.length;
    for (const key of run.marks) {
      const known = found.get(key);
      const proposed = carries(run, 'ins');
      if (known) {
        known.to = end;
        known.proposed &&= proposed;
        continue;
      }
      const mark = structureMark(key);
      if (!mark || mark.op === 'ref') continue;
      found.set(key, { key, op: mark.op, id: mark.id, from: at, to: end, proposed });
    }
    at = end;
  }
  return [...found.values()];
}

/**
 * The signs of a paragraph in the order they are drawn. Where several stand at one place, those
 * that close come first, the inner before the outer; then those that open, the outer first. So
 * they read as balanced whatever overlaps. A bracket over several paragraphs opens in the first
 * and closes in the last.
 */
export function signsOf(runs: readonly Run[], beyond: Beyond = NOTHING_BEYOND): Sign[] {
  const extents = widened(extentsOf(runs)).sort(outerFirst(beyond));
  const signs: Sign[] = [];
  extents.forEach((one, index) => {
    const around = extents.filter((other, place) => place < index && holds(other, one));
    const depth = around.length + Number(one.op === 'br');
    const { key, op, id, from, to, proposed } = one;
    const sign = { key, op, id, depth, proposed };
    if (!beyond.before.has(key)) signs.push({ ...sign, at: from, opens: true });
    if (!beyond.after.has(key)) signs.push({ ...sign, at: to, opens: false });
  });
  const rank = new Map(extents.map((one, index) => [one.key, index]));
  const place = ({ key }: Sign) => rank.get(key) ?? 0;
  return signs.sort((a, b) => {
    if (a.at !== b.at) return a.at - b.at;
    if (a.opens !== b.opens) return a.opens ? 1 : -1;
    return a.opens ? place(a) - place(b) : place(b) - place(a);
  });
}

/**
 * Let a bracket that crosses a note's edge take in the whole note, or `[` and `{` would cross.
 * Brackets may cross one another: the signs of both are the same.
 */
function widened(extents: Extent[]): Extent[] {
  const notes = extents.filter((one) => one.op === 'nt');
  const others = extents.filter((one) => one.op !== 'nt');
  for (let restless = notes.length > 0; restless; ) {
    restless = false;
    for (const one of others) {
      for (const note of notes) {
        if (!crosses(one, note) && !crosses(note, one)) continue;
        one.from = Math.min(one.from, note.from);
        one.to = Math.max(one.to, note.to);
        restless = true;
      }
    }
  }
  return [...others, ...notes];
}

/** Whether the second begins inside the first and ends outside. */
function crosses(first: Extent, second: Extent): boolean {
  return first.from < second.from && second.from < first.to && first.to < second.to;
}

/** Whether a bracket holds another where that one begins. */
function holds(outer: Extent, inner: Extent): boolean {
  return outer.op === 'br' && outer.from <= inner.from && inner.from < outer.to;
}

/** Begins sooner, then ends later, then brackets before placeholders, then by name. */
function outerFirst({ before, after }: Beyond) {
  const from = (one: Extent) => (before.has(one.key) ? -1 : one.from);
  const to = (one: Extent) => (after.has(one.key) ? Infinity : one.to);
  const later = (a: number, b: number) => (a === b ? 0 : b > a ? 1 : -1);
  return (a: Extent, b: Extent) =>
    from(a) - from(b) || later(to(a), to(b)) || (a.key < b.key ? -1 : 1);
}

/** The words with their signs in them, in order; each run cut where a sign stands. */
export function withSigns(runs: readonly Run[], beyond?: Beyond): (Run | Sign)[] {
  const signs = signsOf(runs, beyond);
  const pieces: (Run | Sign)[] = [];
  let at = 0;
  let next = 0;
  const drawUntil = (place: number) => {
    for (; next < signs.length; next++) {
      const sign = signs[next];
      if (!sign || sign.at > place) return;
      pieces.push(sign);
    }
  };
  for (const { text, marks } of runs) {
    let start = 0;
    while (start < text.length) {
      drawUntil(at + start);
      const cut = Math.min(text.length, (signs[next]?.at ?? Infinity) - at);
      pieces.push({ text: text.slice(start, cut), marks });
      start = cut;
    }
    at += text.length;
  }
  drawUntil(at);
  return pieces;
}

/** Whether a piece of `withSigns` is a sign. */
export function isSign(piece: Run | Sign): piece is Sign {
  return 'opens' in piece;
}

/** The characters of the words between two places as they are read, signs and all. */
export function readable(
  runs: readonly Run[],
  from = 0,
  to = Infinity,
  beyond: Beyond = NOTHING_BEYOND
): string {
  let at = 0;
  let read = '';
  for (const piece of withSigns(runs, beyond)) {
    if (isSign(piece)) {
      // What opens belongs to the words behind it, what closes to those before it.
      if (piece.opens ? from <= piece.at && piece.at < to : from < piece.at && piece.at <= to) {
        read += glyph(piece);
      }
      continue;
    }
    read += piece.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += piece.text.length;
  }
  return read;
}

/** For each paragraph the structure that reaches beyond it; only those that have some. */
export function beyondOf(
  paragraphs: readonly { id: string; words: readonly Run[] }[]
): Map<string, Beyond> {
  const places = new Map<string, string[]>();
  for (const { id, words } of paragraphs) {
    for (const key of keysIn(words)) places.set(key, [...(places.get(key) ?? []), id]);
  }
  const found = new Map<string, { before: Set<string>; after: Set<string> }>();
  for (const [key, ids] of places) {
    if (ids.length < 2) continue;
    ids.forEach((id, index) => {
      const beyond = found.get(id) ?? { before: new Set(), after: new Set() };
      if (index > 0) beyond.before.add(key);
      if (index < ids.length - 1) beyond.after.add(key);
      found.set(id, beyond);
    });
  }
  return found;
}

const known = new WeakMap<readonly Run[], readonly string[]>();

/** The keys of structure in some words, worked out once for each list of runs. */
export function keysIn(words: readonly Run[]): readonly string[] {
  let keys = known.get(words);
  if (!keys) {
    keys = [...new Set(words.flatMap((run) => run.marks.filter(structureMark)))];
    known.set(words, keys);
  }
  return keys;
}
