/** What typing does in and around brackets: it joins what it stands inside of, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Mode } from '#lib/editor/amend.ts';
import { plain, type Run } from '#lib/words.ts';
import { Peer, written } from './peers.ts';

const A = 'aaaaaaaa';

function peer(mode: Mode, pen: string | null, ...runs: (string | Run)[]) {
  return new Peer(pen, mode, written(...runs), 7);
}

describe('brackets', () => {
  const BR = 'br--kkkkkkkk';
  const bracketed = (mode: Mode, pen: string | null = A) =>
    peer(mode, pen, 'Parties ', { text: 'shall', marks: [BR] }, ' act.');

  it.each<Mode>(['direct', 'propose'])('are joined by what is typed inside (%s)', (mode) => {
    const one = bracketed(mode);
    one.type('X', 10);
    expect(one.shown.find((run) => run.text.includes('X'))?.marks).toContain(BR);
    expect(one.shared).toEqual(one.shown);
  });

  it.each<Mode>(['direct', 'propose'])('are not stretched by what is typed at an edge (%s)', (mode) => {
    const one = bracketed(mode);
    one.type('Y', 13);
    one.type('X', 8);
    const marked = one.shown.filter((run) => run.marks.includes(BR));
    expect(plain(marked)).toBe('shall');
    expect(one.shared).toEqual(one.shown);
  });

  it('keep apart what is typed between two that touch', () => {
    const one = peer('direct', A, { text: 'shall', marks: [BR] }, { text: 'should', marks: ['br--llllllll'] });
    one.type(' or ', 5);
    expect(one.shown[1]).toEqual({ text: ' or ', marks: [] });
  });

  it('stay when words in them are struck out', () => {
    const one = bracketed('propose');
    one.erase(8, 13);
    expect(one.shown[1]?.marks).toContain(BR);
  });
});
