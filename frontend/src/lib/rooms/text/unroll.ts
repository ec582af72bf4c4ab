/**
 * Draws a long text in slices: at once what is seen at first, the rest whenever the browser has
 * nothing else to do, in pieces small enough that nobody who types meanwhile waits for them.
 */
import { tick } from 'svelte';

/** How many paragraphs fill the first screen. */
export const FIRST = 10;
/** How long a slice may take, in ms. */
const SLICE = 24;

interface Roll {
  /** How many paragraphs are drawn. */
  drawn: number;
}

/** Draw on until all are there; returns how to stop. */
export function unroll(roll: Roll, total: () => number): () => void {
  let stopped = false;
  let step = 4;
  const soon = (next: () => void) =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(next, { timeout: 250 }) : setTimeout(next, 30);
  const draw = async () => {
    if (stopped || roll.drawn === Infinity) return;
    if (roll.drawn >= total()) {
      roll.drawn = Infinity;
      return;
    }
    const began = performance.now();
    roll.drawn += step;
    await tick();
    const took = performance.now() - began;
    step = Math.max(1, Math.min(40, Math.round((step * SLICE) / Math.max(1, took))));
    soon(() => void draw());
  };
  soon(() => void draw());
  return () => (stopped = true);
}
