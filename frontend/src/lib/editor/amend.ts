/**
 * What an edit becomes: the rules by which typing, deleting, pasting and dragging turn into
 * amendments ("propose") or plain text ("direct"). Nothing else in the page changes words.
 *
 * - Proposing, typed words carry one's own `ins` mark; inside another's pending insertion they
 *   keep the outer mark as well. Editing directly, they carry no mark at the edges of an
 *   amendment, and inside one they stay inside it: inside a struck-out range they are struck out
 *   with it, inside one's own insertion they join it, and inside another's they become one's own
 *   amendment within it, for the words of others' proposals are never changed without trace.
 * - Whatever is written stands inside a bracket, a placeholder, a note or a reference only if the
 *   characters on both sides of it do: at an edge it stays outside, so no typing stretches one.
 * - Deleting takes words away only if every `ins` mark on them is one's own (editing directly:
 *   or if they have none). Other words are struck out in one's own name.
 */
import type { Slice } from 'prosemirror-model';
import { type EditorState, TextSelection, type Transaction } from 'prosemirror-state';
import { Mapping, ReplaceStep } from 'prosemirror-transform';
import { amendmentMark, structureMark } from '#lib/words.ts';
import { fitText, snap, wholeCharacters } from './characters.ts';
import type { Hand } from './hand.ts';
import { wholeReferences } from './references.ts';
import { keysAround, keysOf, markOf, marksOf, schema, texts } from './schema.ts';

export type Mode = 'direct' | 'propose' | 'read';

interface Piece {
  text: string;
  style: string[];
}

interface Edit {
  from: number;
  to: number;
  pieces: Piece[];
}

export interface Rewritten {
  tr: Transaction;
  /** Words of others' proposals that a direct editor without a pen may not strike out. */
  kept: boolean;
}

/** Rebuild a person's transaction so that it does to the words only what the mode allows. */
export function rewrite(
  state: EditorState,
  asked: Transaction,
  mode: Mode,
  hand: Hand
): Rewritten {
  const done: Rewritten = { tr: state.tr, kept: false };
  if (mode === 'read') return done;
  asked.steps.forEach((step, index) => {
    if (!(step instanceof ReplaceStep)) return;
    const back = new Mapping(asked.mapping.maps.slice(0, index)).invert();
    const place = (position: number, side: number) =>
      clamp(done.tr, done.tr.mapping.map(back.map(position, side), side));
    const from = place(step.from, 1);
    const to = step.to === step.from ? from : Math.max(from, place(step.to, -1));
    const [low, high] = wholeReferences(done.tr.doc, from, to);
    const edit = fit(done.tr.doc.textContent, {
      from: low,
      to: high,
      pieces: piecesOf(step.slice)
    });
    carryOut(done, edit, mode, hand, state.selection);
  });
  if (asked.scrolledIntoView) done.tr.scrollIntoView();
  return done;
}

function carryOut(
  done: Rewritten,
  { from, to, pieces }: Edit,
  mode: Mode,
  hand: Hand,
  { empty, head }: EditorState['selection']
): void {
  const { tr } = done;
  if (from === to && !pieces.length) return;
  hand.touch(from, to);
  const before = tr.steps.length;
  if (strike(tr, from, to, mode, hand)) done.kept = true;
  let place = tr.mapping.slice(before).map(to, -1);
  if (pieces.length) place = write(tr, place, pieces, mode, hand);
  else if (empty && head >= to) place = from; // backspace leaves the caret in front
  tr.setSelection(TextSelection.create(tr.doc, place));
  hand.rest(place);
}

/** Strike out or take away a range; tells whether something had to be left as it was. */
function strike(tr: Transaction, from: number, to: number, mode: Mode, hand: Hand): boolean {
  let kept = false;
  const del = markOf(hand.key('del'));
  for (const run of texts(tr.doc, from, to).reverse()) {
    const end = run.from + run.text.length;
    const inserted = run.marks.filter((key) => key.startsWith('ins--'));
    const mine = inserted.every((key) => hand.owns(key));
    if (mine && (inserted.length > 0 || mode === 'direct')) tr.delete(run.from, end);
    else if (!del) kept = true;
    else if (!run.marks.some((key) => key.startsWith('del--') && hand.owns(key))) {
      tr.addMark(run.from, end, del);
    }
  }
  return kept;
}

function write(
  tr: Transaction,
  place: number,
  pieces: Piece[],
  mode: Mode,
  hand: Hand
): number {
  const signed = mode === 'propose' ? proposed(tr, place, hand) : direct(tr, place, hand);
  const marks = [...signed, ...structureAround(tr, place)];
  let at = place;
  for (const { text, style } of pieces) {
    tr.insert(at, schema.text(text, marksOf([...style, ...marks])));
    at += text.length;
  }
  return at;
}

function proposed(tr: Transaction, place: number, hand: Hand): string[] {
  return [...outerInsertions(tr, place).filter((key) => !hand.owns(key)), hand.key('ins')];
}

function direct(tr: Transaction, place: number, hand: Hand): string[] {
  const [before, after] = keysAround(tr.doc, place);
  const struck = before.filter((key) => key.startsWith('del--') && after.includes(key));
  const outer = outerInsertions(tr, place);
  if (outer.every((key) => hand.owns(key))) return [...outer, ...struck];
  return hand.pen === null ? struck : [...proposed(tr, place, hand), ...struck];
}

/** The `ins` marks of the amendments that a position is inside of: they are on both sides. */
function outerInsertions(tr: Transaction, place: number): string[] {
  const [before, after] = keysAround(tr.doc, place);
  const right = new Set(after.filter((key) => key.startsWith('ins--')).map(amendmentOf));
  return before.filter((key) => key.startsWith('ins--') && right.has(amendmentOf(key)));
}

/** The structure a position is inside of. */
function structureAround(tr: Transaction, place: number): string[] {
  const [before, after] = keysAround(tr.doc, place);
  return before.filter((key) => structureMark(key) !== null && after.includes(key));
}

function amendmentOf(key: string): string | undefined {
  return amendmentMark(key)?.amendment;
}

function piecesOf(slice: Slice): Piece[] {
  const pieces: Piece[] = [];
  slice.content.descendants((node) => {
    if (!node.isText || !node.text) return;
    const style = keysOf(node.marks).filter((key) => key === 'strong' || key === 'em');
    pieces.push({ text: node.text, style });
  });
  return pieces;
}

/** Bring an edit to the borders of characters. Positions are one more than offsets in the text. */
function fit(text: string, edit: Edit): Edit {
  const inserted = edit.pieces.map((piece) => piece.text).join('');
  let [from, to] = [edit.from - 1, edit.to - 1];
  if (from < to) {
    const [low, high] = [snap(text, from, -1), snap(text, to, 1)];
    const whole = text.slice(low, from) + inserted + text.slice(to, high);
    if ((low !== from || high !== to) && (inserted || whole.isWellFormed())) {
      // A browser may report that one half of a pair was replaced: replace the character.
      const style = edit.pieces[0]?.style ?? [];
      return { from: low + 1, to: high + 1, pieces: fitPieces([{ text: whole, style }]) };
    }
    if (!inserted) [from, to] = wholeCharacters(text, from, to);
  } else {
    from = to = snap(text, from, 1);
  }
  return { from: from + 1, to: to + 1, pieces: fitPieces(edit.pieces) };
}

function fitPieces(pieces: Piece[]): Piece[] {
  return pieces
    .map(({ text, style }) => ({ text: fitText(text), style }))
    .filter((piece) => piece.text !== '' && piece.text !== '\ufffd');
}

function clamp(tr: Transaction, position: number): number {
  return Math.min(Math.max(position, 1), tr.doc.content.size - 1);
}
