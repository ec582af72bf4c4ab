/**
 * Whose hand writes in a paragraph: names its amendment and each burst of its typing.
 *
 * One amendment (group) lasts as long as the paragraph is open and nobody has decided it. A pause
 * or a jump of the caret starts a new burst, so that a decision taken meanwhile on the words seen
 * can never sweep in words typed since.
 */
import type { Node } from 'prosemirror-model';
import type { Mappable } from 'prosemirror-transform';
import { amendmentMark } from '#lib/words.ts';
import { texts } from './schema.ts';

const PAUSE = 2000;

export interface HandOptions {
  /** The server's name for my delegation in this paragraph; null if I have none here. */
  pen: string | null;
  now?: () => number;
  random?: () => number;
}

export class Hand {
  readonly pen: string | null;
  /** Whether the last edit began a burst. */
  fresh = true;
  private readonly now: () => number;
  private readonly random: () => number;
  private group: string;
  private burst: string;
  private lastAt = -Infinity;
  private lastPlace = -1;

  constructor({ pen, now = Date.now, random = secureRandom }: HandOptions) {
    this.pen = pen;
    this.now = now;
    this.random = random;
    this.group = this.name(8);
    this.burst = this.name(8);
  }

  /** Announce an edit of a range: the same burst goes on if it touches the last one, soon. */
  touch(from: number, to: number): void {
    const at = this.now();
    const near = from <= this.lastPlace && this.lastPlace <= to;
    this.fresh = !near || at - this.lastAt > PAUSE;
    if (this.fresh) this.burst = this.name(8);
    this.lastAt = at;
  }

  /** Say where the edit left the caret. */
  rest(place: number): void {
    this.lastPlace = place;
  }

  follow(mapping: Mappable): void {
    this.lastPlace = mapping.map(this.lastPlace, -1);
  }

  get amendment(): string {
    return `${this.pen ?? ''}-${this.group}`;
  }

  key(op: 'ins' | 'del'): string {
    return `${op}--${this.amendment}-${this.burst}`;
  }

  owns(key: string): boolean {
    return this.pen !== null && amendmentMark(key)?.pen === this.pen;
  }

  /** Whether somebody else's change took away marks of the amendment being written: a decision. */
  decidedBetween(before: Node, after: Node): boolean {
    const left = this.keysIn(after);
    return [...this.keysIn(before)].some((key) => !left.has(key));
  }

  /** Begin a new amendment. */
  renew(): void {
    this.group = this.name(8);
    this.burst = this.name(8);
  }

  private keysIn(doc: Node): Set<string> {
    const keys = texts(doc, 0, doc.content.size).flatMap((run) => run.marks);
    return new Set(keys.filter((key) => amendmentMark(key)?.amendment === this.amendment));
  }

  private name(length: number): string {
    return Array.from({ length }, () => Math.floor(this.random() * 36).toString(36)).join('');
  }
}

function secureRandom(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
