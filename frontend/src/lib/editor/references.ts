/**
 * A reference is one sign: it goes whole or stays whole, and nothing is written inside it. The
 * server refuses everything else, so what a person does is brought to its edges.
 */
import type { Node } from 'prosemirror-model';
import { texts } from './schema.ts';

/** Bring the ends of a range that lie inside a reference to its edges. */
export function wholeReferences(doc: Node, from: number, to: number): [number, number] {
  const spans = new Map<string, [number, number]>();
  for (const run of texts(doc, 1, doc.content.size - 1)) {
    const key = run.marks.find((mark) => mark.startsWith('ref--'));
    if (!key) continue;
    spans.set(key, [spans.get(key)?.[0] ?? run.from, run.from + run.text.length]);
  }
  let [low, high] = [from, to];
  for (const [start, end] of spans.values()) {
    if (from === to && start < from && from < end) [low, high] = [end, end];
    else if (from !== to && start < to && from < end) {
      [low, high] = [Math.min(low, start), Math.max(high, end)];
    }
  }
  return [low, high];
}
