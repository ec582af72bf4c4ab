import { describe, expect, it } from 'vitest';
import { beyondOf, glyph, isSign, readable, signsOf, withSigns } from '#lib/brackets.ts';
import type { Run } from '#lib/words.ts';
import { dice } from './editor/peers.ts';

const run = (text: string, ...marks: string[]): Run => ({ text, marks: marks.sort() });
const br = (letter: string) => `br--${letter.repeat(8)}`;
const [A, B, C] = [br('a'), br('b'), br('c')];

/** Words, and how they read: the cases the server's rule is tested on as well. */
const CASES: [string, Run[], string][] = [
  ['one', [run('The '), run('old', A), run(' text')], 'The [old] text'],
  ['nested', [run('a', A), run('b', A, B), run('c', A)], '[a[b]c]'],
  ['nested at the beginning', [run('b', A, B), run('c', B)], '[[b]c]'],
  ['nested at the end', [run('a', B), run('b', A, B)], '[a[b]]'],
  ['the same words twice', [run('b', A, B)], '[[b]]'],
  ['side by side', [run('shall', A), run('should', B)], '[shall][should]'],
  ['overlapping', [run('a', A), run('b', A, B), run('c', B)], '[a[b]c]'],
  ['a note', [run('See '), run('the annex', 'nt--aaaaaaaa')], 'See {the annex}'],
  ['a placeholder in a bracket', [run('by ', A), run('X', A, 'ph--aaaaaaaa')], '[by [X]]'],
  ['a reference', [run('paragraph '), run('3', 'ref--aaaaaaaa')], 'paragraph 3'],
  ['amendments inside', [run('a', A), run('b', A, 'ins--aaaaaaaa-bbbbbbbb-1'), run('c', A)], '[abc]'],
  ['across a note', [run('a', A), run('b', A, 'nt--bbbbbbbb'), run('c', 'nt--bbbbbbbb')], '[a{bc}]'],
  ['apart', [run('a', A), run('b'), run('c', A)], '[abc]']
];

describe('the signs of brackets', () => {
  it.each(CASES)('%s', (_name, words, expected) => {
    expect(readable(words)).toBe(expected);
  });

  it('are in depth: the outermost is 1', () => {
    const signs = signsOf([run('a', A), run('b', A, B), run('c', A, B, C)]);
    expect(signs.filter((sign) => sign.opens).map(({ key, depth }) => [key, depth])).toEqual([
      [A, 1],
      [B, 2],
      [C, 3]
    ]);
  });

  it('open in the first paragraph and close in the last', () => {
    const paragraphs = [
      { id: '1', words: [run('The '), run('first', A)] },
      { id: '2', words: [run('second', A, B)] },
      { id: '3', words: [run('third', A), run('.')] },
      { id: '4', words: [run('fourth')] }
    ];
    const beyond = beyondOf(paragraphs);
    expect(
      paragraphs.map(({ id, words }) => readable(words, 0, Infinity, beyond.get(id)))
    ).toEqual(['The [first', '[second]', 'third].', 'fourth']);
  });

  it('are part of what is copied, those of words outside are not', () => {
    const words = [run('a'), run('b', A), run('c')];
    expect(readable(words, 0, 3)).toBe('a[b]c');
    expect(readable(words, 1, 2)).toBe('[b]');
    expect(readable(words, 0, 1)).toBe('a');
    expect(readable(words, 2, 3)).toBe('c');
  });

  it('know when all they hold is only proposed', () => {
    const ins = 'ins--aaaaaaaa-bbbbbbbb-1';
    expect(signsOf([run('a', A, ins)]).map((sign) => sign.proposed)).toEqual([true, true]);
    expect(signsOf([run('a', A, ins), run('b', A)]).map((sign) => sign.proposed)).toEqual([
      false,
      false
    ]);
  });

  it('are balanced for any words, and lose no letter', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = dice(seed);
      const words = Array.from({ length: 8 }, (_, at) =>
        run(String(at), ...[A, B, C, 'nt--aaaaaaaa', 'ph--bbbbbbbb'].filter(() => random() < 0.4))
      );
      const pieces = withSigns(words);
      const open: string[] = [];
      for (const sign of pieces.filter(isSign)) {
        if (sign.opens) open.push(glyph(sign) === '[' ? ']' : '}');
        else expect(open.pop()).toBe(glyph(sign));
      }
      expect(open).toEqual([]);
      expect(pieces.map((piece) => (isSign(piece) ? '' : piece.text)).join('')).toBe('01234567');
    }
  });
});
