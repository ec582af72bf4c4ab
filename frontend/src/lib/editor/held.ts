/** A stretch of words one has hold of: others may write meanwhile, and it is still the same words. */
import * as Y from 'yjs';
import type { Run } from '#lib/words.ts';
import { runsIn } from './text.ts';

export interface Held {
  /** All the words of the paragraph, as they are now. */
  runs(): Run[];
  /** Where the words are now, in UTF-16 units; start and end are equal when none are left. */
  range(): { start: number; end: number };
}

export function hold(ytext: Y.Text, from: number, to: number): Held {
  // The beginning holds on to the first character, the end to the last one.
  const first = Y.createRelativePositionFromTypeIndex(ytext, from, 0);
  const last = Y.createRelativePositionFromTypeIndex(ytext, to, -1);
  const place = (relative: Y.RelativePosition, otherwise: number) =>
    (ytext.doc && Y.createAbsolutePositionFromRelativePosition(relative, ytext.doc))?.index ??
    otherwise;
  return {
    runs: () => runsIn(ytext),
    range() {
      const start = place(first, from);
      return { start, end: Math.max(start, from === to ? start : place(last, to)) };
    }
  };
}
