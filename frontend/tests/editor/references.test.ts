import { describe, expect, it } from 'vitest';
import type { Mode } from '#lib/editor/amend.ts';
import { lastStep } from '#lib/rooms/numbering/labels.ts';
import { plain } from '#lib/words.ts';
import { Peer, written } from './peers.ts';

const REF = 'ref--aaaaaaaa';

function peer(mode: Mode) {
  const words = written('See paragraph ', { text: '12 bis', marks: [REF] }, ' above.');
  return new Peer('aaaaaaaa', mode, words, 7);
}

describe('a reference is one sign', () => {
  it('goes whole with its last letter', () => {
    const one = peer('direct');
    one.erase(19, 20);
    expect(plain(one.shared)).toBe('See paragraph  above.');
  });

  it('is struck out whole by who proposes', () => {
    const one = peer('propose');
    one.erase(10, 16);
    const struck = one.shared.filter((run) => run.marks.some((key) => key.startsWith('del--')));
    expect(struck.map((run) => run.text).join('')).toBe('aph 12 bis');
  });

  it('takes in nothing that is typed inside it', () => {
    const one = peer('direct');
    one.type(' and 13', 16);
    expect(plain(one.shared)).toBe('See paragraph 12 bis and 13 above.');
    expect(one.shared.find((run) => run.marks.includes(REF))?.text).toBe('12 bis');
  });

  it('is left alone by what is typed beside it', () => {
    const one = peer('direct');
    one.type('s 11 and ', 13, 14);
    expect(plain(one.shared)).toBe('See paragraphs 11 and 12 bis above.');
    expect(one.shared.find((run) => run.marks.includes(REF))?.text).toBe('12 bis');
  });
});

describe('the number beside a paragraph', () => {
  it('is its last step where it is indented', () => {
    expect(lastStep('2 bis', 0)).toBe('2 bis');
    expect(lastStep('2 bis (a) ter alt 2', 1)).toBe('(a) ter alt 2');
    expect(lastStep('2 (a) (iv) (16)', 2)).toBe('(iv) (16)');
    expect(lastStep('2 (0)', 1)).toBe('(0)');
    expect(lastStep('', 1)).toBe('');
  });
});
