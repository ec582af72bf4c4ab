/** Which of one document's edits the server has not yet said it saved. */
import * as Y from 'yjs';

export class Ledger {
  private entries: { number: number; update: Uint8Array; at: number }[] = [];
  private onTheWay: number[] = [];
  private last = 0;
  private whole: Uint8Array | null = null;

  /** All unacknowledged edits as one update; null if there are none. */
  get merged(): Uint8Array | null {
    if (this.entries.length) this.whole ??= Y.mergeUpdates(this.entries.map(({ update }) => update));
    return this.whole;
  }

  /** How many edits wait. */
  get waiting(): number {
    return this.entries.length;
  }

  /** When the oldest of them was made. */
  get since(): number | null {
    return this.entries[0]?.at ?? null;
  }

  /** How many messages the server has not answered. */
  get unanswered(): number {
    return this.onTheWay.length;
  }

  note(update: Uint8Array, at: number): void {
    this.entries.push({ number: ++this.last, update, at });
    this.whole = null;
  }

  /** A message went out that holds every edit so far. */
  sent(): void {
    this.onTheWay.push(this.last);
  }

  /** The server has saved the oldest message on its way. Only what that message held is done. */
  saved(): void {
    const held = this.onTheWay.shift();
    if (held === undefined) return;
    const left = this.entries.filter((entry) => entry.number > held);
    if (left.length === this.entries.length) return;
    this.entries = left;
    this.whole = null;
  }

  /** The server did not take the oldest message on its way. */
  unsaved(): void {
    this.onTheWay.shift();
  }

  /** The connection is gone: nothing on its way will be answered. */
  closed(): void {
    this.onTheWay = [];
  }
}
