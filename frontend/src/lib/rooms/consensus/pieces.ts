/** The pieces of an amendment, numbered as the server numbers them. (T13) */
import { amendmentMark, canonical, type Run } from '#lib/words.ts';

export interface Stretch {
  op: 'ins' | 'del';
  text: string;
}

function opOf(run: Run, amendment: string): Stretch['op'] | null {
  const ops = run.marks
    .map(amendmentMark)
    .filter((mark) => mark?.amendment === amendment)
    .map((mark) => mark?.op);
  return ops.length ? (ops.includes('ins') ? 'ins' : 'del') : null;
}

/** What an amendment inserts and strikes out, piece by piece in the order of the words. */
export function stretches(words: Run[], amendment: string): Stretch[] {
  const found: Stretch[] = [];
  let last: Stretch['op'] | null = null;
  for (const run of canonical(words)) {
    const op = opOf(run, amendment);
    const piece = found.at(-1);
    if (op && op === last && piece) piece.text += run.text;
    else if (op) found.push({ op, text: run.text });
    last = op;
  }
  return found;
}

/** What the letters will be when the pieces numbered in `taken` are accepted and the rest is not. */
export function inPart(words: Run[], amendment: string, taken: ReadonlySet<number>): string {
  let text = '';
  let number = -1;
  let last: Stretch['op'] | null = null;
  for (const run of canonical(words)) {
    const op = opOf(run, amendment);
    if (op && op !== last) number += 1;
    last = op;
    if (op && taken.has(number) !== (op === 'ins')) continue;
    text += run.text;
  }
  return text;
}
