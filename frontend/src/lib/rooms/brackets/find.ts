/** Finds brackets: in the words, in the page, among those the server has told of. */
import type { Bracket } from '#lib/api/brackets.ts';
import { extentsOf } from '#lib/brackets.ts';
import { plain, type Run } from '#lib/words.ts';

/** The key of the innermost bracket around a place, its edges included. */
export function innermost(words: readonly Run[], at: number): string | null {
  const around = extentsOf(words).filter(
    (one) => one.op === 'br' && one.from <= at && at <= one.to
  );
  return around.sort((a, b) => a.to - a.from - (b.to - b.from))[0]?.key ?? null;
}

/** A bracket's sign in the page: the opening one, or the one that closes it here. */
export function signOf(key: string, within: ParentNode = document): HTMLElement | null {
  return within.querySelector<HTMLElement>(`[data-sign="${key}"]`);
}

/** Rows of brackets that stand side by side, only white space between: they may be rival words. */
export function sideBySide(words: Run[]): string[][] {
  const text = plain(words);
  const brackets = extentsOf(words).filter((one) => one.op === 'br');
  const rows: string[][] = [];
  const used = new Set<string>();
  for (const first of brackets) {
    if (used.has(first.key)) continue;
    const row = [first];
    for (;;) {
      const last = row.at(-1) ?? first;
      const next = brackets.find(
        (one) => one.from >= last.to && !used.has(one.key) && !text.slice(last.to, one.from).trim()
      );
      if (!next || row.includes(next)) break;
      row.push(next);
    }
    if (row.length < 2) continue;
    for (const { key } of row) used.add(key);
    rows.push(row.map(({ key }) => key));
  }
  return rows;
}

/** Oldest first; those of one moment as they stand in the text. */
export function oldestFirst(brackets: readonly Bracket[]): Bracket[] {
  return [...brackets].sort((a, b) => Date.parse(a.placed_at) - Date.parse(b.placed_at));
}

/** Whether a bracket is meant by a filter: 'any', 'ours', 'nobody', or a delegation. */
export function isHeld(bracket: Bracket, by: string): boolean {
  if (by === '' || by === 'any') return true;
  if (by === 'nobody') return bracket.held_by_count === 0;
  if (by === 'ours') return bracket.holders.some((one) => one.mine);
  return bracket.holders.some((one) => (one.delegation_id ?? one.seat_label) === by);
}

/** The paragraphs in which a filtered bracket stands. */
export function placesOf(brackets: readonly Bracket[], by: string): Set<string> {
  return new Set(brackets.filter((one) => isHeld(one, by)).flatMap((one) => one.paragraphs));
}

export interface Held {
  /** The delegation's identity, or the label of who is none. */
  by: string;
  label: string;
  count: number;
}

/** How many brackets each seat holds, those with most first. */
export function countsByHolder(brackets: readonly Bracket[]): Held[] {
  const counts = new Map<string, Held>();
  for (const { holders } of brackets) {
    for (const { seat_label: label, delegation_id: delegation } of holders) {
      const by = delegation ?? label;
      const known = counts.get(by) ?? { by, label, count: 0 };
      counts.set(by, { ...known, count: known.count + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

/** How many brackets begin in each category. */
export function countsByCategory(
  brackets: readonly Bracket[],
  paragraphs: readonly { id: string; category_id: string }[]
): Map<string, number> {
  const categories = new Map(paragraphs.map((one) => [one.id, one.category_id]));
  const counts = new Map<string, number>();
  for (const { paragraphs: places } of brackets) {
    const category = categories.get(places[0] ?? '');
    if (category) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return counts;
}
