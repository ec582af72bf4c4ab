/** What differs between two options, in phrases: a space alone is nothing that they share. */
import { differences, type Piece } from '#lib/diff.ts';

export function phrases(before: string, after: string): Piece[] {
  const out: Piece[] = [];
  let gone = '';
  let come = '';
  const flush = () => {
    if (gone) out.push({ op: 'delete', text: gone });
    if (come) out.push({ op: 'insert', text: come });
    gone = come = '';
  };
  const pieces = differences(before, after);
  pieces.forEach(({ op, text }, index) => {
    const between = gone && come && index < pieces.length - 1 && !text.trim();
    if (op === 'equal' && !between) {
      flush();
      out.push({ op, text });
    } else {
      if (op !== 'insert') gone += text;
      if (op !== 'delete') come += text;
    }
  });
  flush();
  return out;
}
