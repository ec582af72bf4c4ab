/** The shared text of a paragraph. */
import type * as Y from 'yjs';
import { fromDelta, type Run } from '#lib/words.ts';

/**
 * The one text of a paragraph's document, without Yjs' clean-up of formatting.
 *
 * After somebody else's change Yjs removes format markers it thinks are idle, as a change of
 * whoever looks on: a reader's session would write, and the fuzz saw it take another's amendment
 * off. Idle markers cost a few bytes; the server drops them when it begins a new epoch.
 */
export function wordsOf(doc: Y.Doc): Y.Text {
  const text = doc.getText('p');
  Object.defineProperty(text, '_hasFormatting', { get: () => false, set: () => undefined });
  return text;
}

/** The words as they stand in the shared text. */
export function runsIn(text: Y.Text): Run[] {
  return fromDelta(text.toDelta() as { insert?: unknown }[]);
}
