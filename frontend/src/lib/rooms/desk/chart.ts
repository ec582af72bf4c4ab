/** The little arithmetic a burn-down needs; a drawing library would weigh more than the page. */
import type { Point } from '#lib/api/meetings.ts';
import { m } from '#lib/paraglide/messages.js';

/** The next round number: 1, 2, 5, 10, 20, 50 … times two, so that its half is whole as well. */
export function nice(value: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [2, 4, 10]) if (value <= step * power) return step * power;
  }
}

/** Where each of `count` points stands between two edges; one alone stands at the far one. */
export function place(count: number, from: number, to: number): (index: number) => number {
  return (index) => (count < 2 ? to - 24 : from + 24 + (index * (to - from - 48)) / (count - 1));
}

/** A line through points. */
export function path(points: (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** A moment on the axis: 0 for the start, the sitting's number, or now. */
export function shortName(point: Point): string {
  if (point.when === 'now') return m.desk_now();
  return point.when === 'start' ? m.desk_start() : String(point.sitting ?? '');
}
