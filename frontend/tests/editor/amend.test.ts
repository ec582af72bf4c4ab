import { describe, expect, it } from 'vitest';
import type { Mode } from '#lib/editor/amend.ts';
import { amended, base, plain, type Run } from '#lib/words.ts';
import { decideOn, meet, Peer, written } from './peers.ts';

const A = 'aaaaaaaa';
const B = 'bbbbbbbb';
const FOREIGN = { text: 'very ', marks: [`ins--${B}-gggggggg-1`] };

function peer(mode: Mode = 'propose', pen: string | null = A, ...runs: (string | Run)[]) {
  return new Peer(pen, mode, written(...(runs.length ? runs : ['The Parties shall act.'])), 7);
}

/** The words with short marks: `+` inserted, `-` struck out, by pen letter. */
function short(runs: Run[]): string {
  return runs
    .map(({ text, marks }) => {
      const tags = marks.map((key) =>
        key.replace(/^(ins|del)--(.).*/, (_, op: string, pen: string) => (op === 'ins' ? '+' : '-') + pen)
      );
      return tags.length ? `{${[...new Set(tags)].join(' ')}|${text}}` : text;
    })
    .join('');
}

describe('proposing', () => {
  it('turns typing into an insertion and leaves the base text as it was', () => {
    const one = peer();
    one.type('all ', 4);
    expect(short(one.shown)).toBe('The {+a|all }Parties shall act.');
    expect(one.shared).toEqual(one.shown);
    expect(plain(base(one.shared))).toBe('The Parties shall act.');
  });

  it('strikes out selected words and puts the new ones behind them', () => {
    const one = peer();
    one.type('should', 12, 17);
    expect(short(one.shown)).toBe('The Parties {-a|shall}{+a|should} act.');
    expect(plain(amended(one.shown))).toBe('The Parties should act.');
  });

  it('really deletes one’s own pending insertion only', () => {
    const one = peer('propose', A, 'The ', { ...FOREIGN }, 'old Parties');
    one.type('same ', 4);
    one.erase(0, 15);
    expect(short(one.shown)).toBe('{-a|The }{-a +b|very }{-a|o}ld Parties');
    expect(one.shared).toEqual(one.shown);
  });

  it('keeps both strikings when two delegations strike out the same words', () => {
    const start = written('The Parties shall act.');
    const [one, two] = [new Peer(A, 'propose', start, 7), new Peer(B, 'propose', start, 8)];
    one.erase(4, 12);
    two.erase(8, 18);
    meet(one.doc, two.doc);
    expect(short(one.shown)).toBe('The {-a|Part}{-a -b|ies }{-b|shall }act.');
    expect(two.shown).toEqual(one.shown);
  });

  it('keeps the outer mark inside another’s insertion, and not at its edges', () => {
    const one = peer('propose', A, 'The ', { ...FOREIGN }, 'Parties');
    one.type('x', 6);
    one.type('y', 4);
    one.type('z', 11);
    expect(short(one.shown)).toBe('The {+a|y}{+b|ve}{+a +b|x}{+b|ry }{+a|z}Parties');
  });

  it('starts a new burst after a pause or a jump, under one amendment', () => {
    const one = peer();
    one.type('a', 4);
    one.type('b', 5);
    expect(one.shown.filter((run) => run.marks.length)).toHaveLength(1);
    one.pause();
    one.type('c', 6);
    one.type('d', 0);
    const keys = one.shown.flatMap((run) => run.marks);
    expect(new Set(keys).size).toBe(3);
    expect(new Set(keys.map((key) => key.split('-').slice(2, 4).join('-'))).size).toBe(1);
  });

  it('begins a new amendment once the last one is decided', () => {
    const start = written('The Parties shall act.');
    const [one, server] = [new Peer(A, 'propose', start, 7), new Peer(null, 'read', start, 2)];
    one.type('all ', 4);
    meet(one.doc, server.doc);
    const decided = one.paper.hand.amendment;
    decideOn(server.doc, decided, true);
    meet(one.doc, server.doc);
    expect(short(one.shown)).toBe('The all Parties shall act.');
    expect(one.paper.hand.amendment).not.toBe(decided);
    expect(one.paper.undo()).toBe(false);
  });

  it('replaces its own composed text as an input method does', () => {
    const one = peer('propose', A, '各方应行动。');
    one.select(2);
    for (const [from, to, text] of [[2, 2, 'q'], [2, 3, 'qu'], [2, 4, 'quan'], [2, 6, '全部']] as const) {
      const { tr } = one.paper.state;
      one.paper.dispatch(tr.insertText(text, from + 1, to + 1).setMeta('composition', 1));
    }
    expect(short(one.shown)).toBe('各方{+a|全部}应行动。');
    expect(one.paper.state.selection.head).toBe(5);
  });

  it('leaves the caret in front after Backspace and behind after Delete', () => {
    const one = peer();
    one.select(5);
    one.erase(4, 5);
    expect(one.paper.state.selection.head).toBe(5);
    one.select(8);
    one.erase(8, 9);
    expect(one.paper.state.selection.head).toBe(10);
  });

  it('moves dragged words: struck out here, proposed there', () => {
    const one = peer();
    const { tr } = one.paper.state;
    one.paper.dispatch(tr.delete(5, 13).insertText('Parties ', 11));
    expect(short(one.shown)).toBe('The {-a|Parties }shall {+a|Parties }act.');
  });
});

describe('editing directly', () => {
  it('changes plain words without marks', () => {
    const one = peer('direct', null);
    one.type('should', 12, 17);
    expect(one.shown).toEqual([{ text: 'The Parties should act.', marks: [] }]);
  });

  it('takes no mark at the edges of an amendment', () => {
    const one = peer('direct', null, 'The ', { ...FOREIGN }, 'Parties');
    one.type('x', 4);
    one.type('y', 10);
    expect(short(one.shown)).toBe('The x{+b|very }yParties');
  });

  it('inside another’s insertion becomes an amendment within it', () => {
    const one = peer('direct', A, 'The ', { ...FOREIGN }, 'Parties');
    one.type('x', 6);
    one.erase(0, 6);
    expect(short(one.shown)).toBe('{-a +b|ve}{+a +b|x}{+b|ry }Parties');
  });

  it('without a pen leaves others’ proposals alone', () => {
    const one = peer('direct', null, 'The ', { ...FOREIGN }, 'Parties');
    one.erase(0, 16);
    expect(short(one.shown)).toBe('{+b|very }');
  });

  it('inside struck-out words is struck out with them', () => {
    const one = peer('direct', null, 'The ', { text: 'odl', marks: [`del--${B}-gggggggg-1`] }, ' text');
    one.type('x', 5);
    expect(short(one.shown)).toBe('The {-b|oxdl} text');
  });
});

describe('characters', () => {
  it('never splits a pair, whatever the browser reports', () => {
    const one = peer('direct', null, 'a😀😁b');
    one.erase(2, 4); // low half of the first, high half of the second
    expect(plain(one.shown)).toBe('a😁b');
    one.erase(2, 3);
    expect(plain(one.shown)).toBe('ab');
    one.type('😀', 1);
    one.type('x', 2);
    expect(plain(one.shown)).toBe('a😀xb');
  });

  it('takes a whole family, but only the accent of a letter', () => {
    const one = peer('direct', null, '👩‍👩‍👧 e\u0301');
    one.erase(7, 8);
    expect(plain(one.shown)).toBe(' e\u0301');
    one.erase(2, 3);
    expect(plain(one.shown)).toBe(' e');
  });

  it('lets no line break or broken half in', () => {
    const one = peer('direct', null, 'ab');
    one.type('x\ny\u0007\ud800', 1);
    expect(plain(one.shown)).toBe('ax y\ufffdb');
  });
});

describe('reading', () => {
  it('changes nothing', () => {
    const one = peer('read');
    one.type('x', 3);
    expect(one.shown).toEqual([{ text: 'The Parties shall act.', marks: [] }]);
  });
});

describe('undo', () => {
  it('takes back one’s own edits only', () => {
    const start = written('The Parties shall act.');
    const [one, two] = [new Peer(A, 'propose', start, 7), new Peer(B, 'propose', start, 8)];
    one.type('all ', 4);
    two.type('now', 21);
    meet(one.doc, two.doc);
    expect(one.paper.undo()).toBe(true);
    meet(one.doc, two.doc);
    expect(short(two.shown)).toBe('The Parties shall act{+b|now}.');
    expect(one.paper.redo()).toBe(true);
    expect(short(one.shown)).toBe('The {+a|all }Parties shall act{+b|now}.');
  });

  it('does not take away words that another has typed in', () => {
    const start = written('The Parties shall act.');
    const [one, two] = [new Peer(A, 'propose', start, 7), new Peer(B, 'propose', start, 8)];
    one.type('all ', 4);
    meet(one.doc, two.doc);
    two.type('of ', 6);
    meet(one.doc, two.doc);
    const before = one.shown;
    expect(one.paper.undo()).toBe(false);
    expect(one.shown).toEqual(before);
    expect(one.shared).toEqual(before);
  });
});
