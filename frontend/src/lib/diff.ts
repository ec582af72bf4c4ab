/** What differs between two texts, word by word, to be looked at (never to be merged by). */

export interface Piece {
  op: 'equal' | 'insert' | 'delete';
  text: string;
}

/** Words, single ideographs, spaces and signs: the units a reader sees. */
const TOKENS = /\p{Script=Han}|[\p{L}\p{M}\p{N}]+|\s+|./gsu;
/** Beyond this many pairs the middle is shown as replaced whole. */
const LIMIT = 4_000_000;

export function differences(before: string, after: string): Piece[] {
  const a = before.match(TOKENS) ?? [];
  const b = after.match(TOKENS) ?? [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) {
    end += 1;
  }
  const middle = changed(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { op: 'equal', text: a.slice(0, start).join('') },
    ...middle,
    { op: 'equal', text: a.slice(a.length - end).join('') }
  ]);
}

/** The longest common subsequence of two lists of words, as pieces. */
function changed(a: string[], b: string[]): Piece[] {
  if (a.length * b.length > LIMIT || !a.length || !b.length) {
    return [
      { op: 'delete', text: a.join('') },
      { op: 'insert', text: b.join('') }
    ];
  }
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ op: 'equal', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ op: 'delete', text: a[i] ?? '' });
      i += 1;
    } else {
      pieces.push({ op: 'insert', text: b[j] ?? '' });
      j += 1;
    }
  }
  return pieces;
}

function joined(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (!piece.text) continue;
    if (last?.op === piece.op) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}
