/**
 * The step-exact binding of ProseMirror and Y.Text.
 *
 * Each ProseMirror step becomes the one Yjs operation it means, and each Yjs event the smallest
 * transaction. Nothing is found by comparing texts and nothing is formatted anew: that is what
 * loses agreed words when several people type at once.
 */
import { Slice } from 'prosemirror-model';
import { type EditorState, TextSelection, type Transaction } from 'prosemirror-state';
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Step } from 'prosemirror-transform';
import type * as Y from 'yjs';
import { docOf, keyOf, keysOf, markOf, marksOf, schema } from './schema.ts';
import { runsIn } from './text.ts';

/** An object that stands where no text is, so that positions still agree. */
const OBJECT = '\ufffc';

type Delta = Y.YTextEvent['delta'];

export function docFrom(ytext: Y.Text) {
  return docOf(runsIn(ytext));
}

/** Carry a transaction's steps over into the shared text, as one Yjs transaction. */
export function pushSteps(ytext: Y.Text, tr: Transaction, origin: unknown): void {
  const carry = () => tr.steps.forEach((step) => pushStep(ytext, step));
  if (ytext.doc) ytext.doc.transact(carry, origin);
}

function pushStep(ytext: Y.Text, step: Step): void {
  if (step instanceof ReplaceStep) {
    let at = step.from - 1;
    if (step.to > step.from) ytext.delete(at, step.to - step.from);
    step.slice.content.descendants((node) => {
      if (!node.isText || !node.text) return;
      const attributes = Object.fromEntries(keysOf(node.marks).map((key) => [key, true]));
      ytext.insert(at, node.text, attributes);
      at += node.text.length;
    });
  } else if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
    const value = step instanceof AddMarkStep ? true : null;
    ytext.format(step.from - 1, step.to - step.from, { [keyOf(step.mark)]: value });
  } else {
    throw new TypeError('A paragraph has no such step.');
  }
}

/** The transaction that does to the editor what an event did to the shared text. */
export function transactionOf(state: EditorState, delta: Delta): Transaction {
  const tr = state.tr;
  let at = 1;
  for (const { retain, insert, delete: gone, attributes = {} } of delta) {
    if (retain) {
      for (const [key, value] of Object.entries(attributes)) {
        const mark = markOf(key);
        if (mark && value) tr.addMark(at, at + retain, mark);
        else if (mark) tr.removeMark(at, at + retain, mark);
      }
      at += retain;
    } else if (insert) {
      const text = typeof insert === 'string' ? insert : OBJECT;
      const keys = Object.keys(attributes).filter((key) => attributes[key]);
      tr.insert(at, schema.text(text, marksOf(keys)));
      at += text.length;
    } else if (gone) {
      tr.replace(at, at + gone, Slice.empty);
    }
  }
  return keepSelection(state, tr);
}

/** Somebody else's words at the caret go behind it: the caret stays after one's own. */
function keepSelection(state: EditorState, tr: Transaction): Transaction {
  const { anchor, head, from, to } = state.selection;
  const place = (position: number) =>
    tr.mapping.map(position, position === from && from !== to ? 1 : -1);
  const selection = TextSelection.create(tr.doc, place(anchor), place(head));
  return to <= state.doc.content.size ? tr.setSelection(selection) : tr;
}
