/** A value one can watch, by Svelte's store contract and without Svelte. */

export interface Readable<T> {
  /** Calls `told` at once and after every change; returns how to stop. */
  subscribe(told: (value: T) => void): () => void;
}

export class Cell<T> implements Readable<T> {
  private readonly told = new Set<(value: T) => void>();
  private current: T;
  private readonly same: (a: T, b: T) => boolean;

  constructor(value: T, same: (a: T, b: T) => boolean = Object.is) {
    this.current = value;
    this.same = same;
  }

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (this.same(this.current, value)) return;
    this.current = value;
    for (const tell of [...this.told]) tell(value);
  }

  subscribe(told: (value: T) => void): () => void {
    this.told.add(told);
    told(this.current);
    return () => this.told.delete(told);
  }
}

/** For plain data: two values are the same if they read the same. */
export function sameData(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
