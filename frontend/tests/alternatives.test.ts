import { expect, it } from 'vitest';
import type { OptionSet } from '#lib/api/alternatives.ts';
import type { Paragraph } from '#lib/api/types.ts';
import { phrases } from '#lib/rooms/alternatives/phrases.ts';
import { linesOf, setAround } from '#lib/rooms/alternatives/sets.ts';

const said = (before: string, after: string) =>
  phrases(before, after).map(({ op, text }) => `${op[0]}:${text}`);

it('words that have nothing but spaces in common are one phrase', () => {
  expect(said('one two three', 'four five six')).toEqual(['d:one two three', 'i:four five six']);
});

it('shared words stay where they are', () => {
  expect(said('States shall act now', 'States should act')).toEqual([
    'e:States ',
    'd:shall',
    'i:should',
    'e: act',
    'd: now'
  ]);
  expect(said('same', 'same')).toEqual(['e:same']);
});

it('nothing of either text is lost in phrases', () => {
  const [before, after] = ['a b, c  d. e', 'a x, y  d. f g'];
  const pieces = phrases(before, after);
  const of = (left: string) => pieces.filter(({ op }) => op !== left).map(({ text }) => text);
  expect(of('insert').join('')).toBe(before);
  expect(of('delete').join('')).toBe(after);
});

const option = (id: string, paragraphs: string[]) =>
  ({ id, label: id, no_text: !paragraphs.length, paragraphs, stands: true }) as unknown;
const set = (id: string, options: unknown[], after: string | null = null) =>
  ({ id, options, after, category_id: 'c' }) as OptionSet;
const paragraph = (id: string, ref?: string) =>
  ({ id, option: ref ? { set_id: 's', option_id: ref } : null }) as Paragraph;

it('a set has a head, a line for each option, and a foot', () => {
  const one = set('s', [option('o1', ['b', 'c']), option('o2', ['d']), option('o3', [])]);
  const shown = [
    paragraph('a'),
    paragraph('b', 'o1'),
    paragraph('c', 'o1'),
    paragraph('d', 'o2'),
    paragraph('e')
  ];
  const lines = linesOf([one], 'c', shown);
  const kinds = (id: string) => lines.before.get(id)?.map((piece) => piece.kind);
  expect(kinds('b')).toEqual(['head', 'option']);
  expect(kinds('c')).toEqual(undefined);
  expect(kinds('d')).toEqual(['option']);
  expect(lines.after.get('d')?.map((piece) => piece.kind)).toEqual(['foot']);
  expect(setAround([one], 'c')?.id).toBe('s');
  expect(setAround([one], 'e')).toBe(undefined);
});

it('a set of which nothing stands in the text keeps its place', () => {
  const gone = set('g', [option('o3', [])], 'a');
  const first = set('f', [option('o3', [])]);
  const lines = linesOf([gone, first], 'c', [paragraph('a')]);
  expect(lines.after.get('a')?.map((piece) => piece.kind)).toEqual(['gone']);
  expect(lines.first.map((piece) => piece.set.id)).toEqual(['f']);
  expect(linesOf([first], 'other', []).first).toEqual([]);
});
