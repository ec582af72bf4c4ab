/** Several people on one paragraph, without a screen and without a server. */
import { TextSelection } from 'prosemirror-state';
import * as Y from 'yjs';
import type { Mode } from '#lib/editor/amend.ts';
import { Paper } from '#lib/editor/paper.ts';
import { runsOf } from '#lib/editor/schema.ts';
import { runsIn, wordsOf } from '#lib/editor/text.ts';
import { decide, type Run } from '#lib/words.ts';

/** A small repeatable source of random numbers (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Peer {
  readonly doc = new Y.Doc();
  readonly text = wordsOf(this.doc);
  readonly paper: Paper;
  clock = 0;

  constructor(pen: string | null, mode: Mode, start: Uint8Array, client: number, random = dice(client)) {
    Y.applyUpdate(this.doc, start);
    this.doc.clientID = client;
    this.paper = new Paper({ ytext: this.text, mode, pen, now: () => this.clock, random });
  }

  get shared(): Run[] {
    return runsIn(this.text);
  }

  get shown(): Run[] {
    return runsOf(this.paper.state.doc);
  }

  /** Let the next edit be a new burst. */
  pause(): void {
    this.clock += 10_000;
  }

  select(from: number, to = from): void {
    const { tr, doc } = this.paper.state;
    this.paper.dispatch(tr.setSelection(TextSelection.create(doc, from + 1, to + 1)));
  }

  /** Type at a place, or over a range. */
  type(text: string, from: number, to = from): void {
    this.select(from, to);
    this.paper.dispatch(this.paper.state.tr.insertText(text));
  }

  erase(from: number, to: number): void {
    this.paper.dispatch(this.paper.state.tr.delete(from + 1, to + 1));
  }
}

/** The state of a paragraph the server has made. */
export function written(...runs: (string | Run)[]): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  let at = 0;
  for (const run of runs.map((run) => (typeof run === 'string' ? { text: run, marks: [] } : run))) {
    const marks = Object.fromEntries(run.marks.map((key) => [key, true]));
    doc.getText('p').insert(at, run.text, marks);
    at += run.text.length;
  }
  return Y.encodeStateAsUpdate(doc);
}

/** Bring everybody to the same state. */
export function meet(...docs: Y.Doc[]): void {
  const states = docs.map((doc) => Y.encodeStateAsUpdate(doc));
  for (const doc of docs) for (const state of states) Y.applyUpdate(doc, state, 'wire');
}

/** What the server does when an amendment is accepted or rejected. */
export function decideOn(doc: Y.Doc, amendment: string, accept: boolean): void {
  const text = doc.getText('p');
  doc.transact(() => {
    for (const { start, length, unmark } of decide(runsIn(text), amendment, accept).reverse()) {
      if (unmark.length === 0) text.delete(start, length);
      else text.format(start, length, Object.fromEntries(unmark.map((key) => [key, null])));
    }
  }, 'server');
}

export { runsIn, wordsOf };
