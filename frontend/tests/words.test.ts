import { describe, expect, it } from 'vitest';
import {
  amended,
  amendmentMark,
  amendments,
  base,
  canonical,
  decide,
  digest,
  fromDelta,
  isMark,
  plain
} from '#lib/words.ts';

const INS = 'ins--aaaaaaaa-gggggggg-b1';
const DEL = 'del--aaaaaaaa-gggggggg-b1';
const OTHER = 'del--bbbbbbbb-hhhhhhhh-b9';
const WORDS = canonical([
  { text: 'The ', marks: [] },
  { text: 'old ', marks: [OTHER, DEL] },
  { text: 'new ', marks: [INS, 'strong'] },
  { text: 'text', marks: ['strong'] }
]);

describe('words', () => {
  it('take a mark key apart, or say it is none', () => {
    expect(amendmentMark(INS)).toEqual({
      op: 'ins',
      amendment: 'aaaaaaaa-gggggggg',
      pen: 'aaaaaaaa',
      group: 'gggggggg',
      burst: 'b1'
    });
    for (const key of ['strong', 'ins--a-b-c', `${INS}-x`, 'ins--AAAAAAAA-gggggggg-1', 'link']) {
      expect(amendmentMark(key)).toBeNull();
    }
    expect(['strong', 'em', DEL, 'link'].map(isMark)).toEqual([true, true, true, false]);
  });

  it('have a base and an amended form', () => {
    expect(base(WORDS)).toEqual([
      { text: 'The old ', marks: [] },
      { text: 'text', marks: ['strong'] }
    ]);
    expect(amended(WORDS)).toEqual([
      { text: 'The ', marks: [] },
      { text: 'new text', marks: ['strong'] }
    ]);
    expect(plain(WORDS)).toBe('The old new text');
  });

  it('list their amendments with what each inserts and deletes', () => {
    expect(amendments(WORDS)).toEqual([
      { id: 'aaaaaaaa-gggggggg', pen: 'aaaaaaaa', inserted: 'new ', deleted: 'old ' },
      { id: 'bbbbbbbb-hhhhhhhh', pen: 'bbbbbbbb', inserted: '', deleted: 'old ' }
    ]);
  });

  it('tell the edits a decision makes', () => {
    expect(decide(WORDS, 'aaaaaaaa-gggggggg', true)).toEqual([
      { start: 4, length: 4, unmark: [] },
      { start: 8, length: 4, unmark: [INS] }
    ]);
    expect(decide(WORDS, 'aaaaaaaa-gggggggg', false)).toEqual([
      { start: 4, length: 4, unmark: [DEL] },
      { start: 8, length: 4, unmark: [] }
    ]);
  });

  it('read a shared text, join equal neighbours and sort marks', () => {
    const delta = [
      { insert: 'a', attributes: { strong: true, em: true, [INS]: null } },
      { insert: 'b', attributes: { em: true, strong: true } },
      { insert: {} },
      { insert: 'c' }
    ];
    expect(fromDelta(delta)).toEqual([
      { text: 'ab', marks: ['em', 'strong'] },
      { text: 'c', marks: [] }
    ]);
  });

  it('have the digest the server computes', async () => {
    // sha256 of [["é 各方",[]],["x",["strong"]]] in UTF-8
    const runs = canonical([
      { text: 'e\u0301 各方', marks: [] },
      { text: 'x', marks: ['strong'] }
    ]);
    expect(await digest(runs)).toBe(DIGEST);
    expect(await digest(canonical([{ text: 'é 各方', marks: [] }, ...runs.slice(1)]))).toBe(DIGEST);
  });
});

const DIGEST = 'sha256:378a5950cc84a5cfe9e871a037299fcb0e0f801b5bdc8c27537d547125254bc3';
