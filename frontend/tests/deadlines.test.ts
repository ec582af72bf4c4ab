/** Moments as the chair types them, and as everyone reads how long is left. */
import { describe, expect, it } from 'vitest';
import { here, inUtc, inWords } from '#lib/rooms/silence/clock.svelte.ts';
import { local, recent, withOffset } from '#lib/rooms/silence/outcome.ts';
import { nice, path, place } from '#lib/rooms/desk/chart.ts';
import type { Silence } from '#lib/api/meetings.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('what is left', () => {
  it.each([
    [0, '0 seconds'],
    [-5 * SECOND, '0 seconds'],
    [59 * SECOND, '59 seconds'],
    [61 * SECOND, '1 minute 1 second'],
    [HOUR, '1 hour'],
    [25 * HOUR + 5 * SECOND, '1 day 1 hour'],
    [72 * HOUR, '3 days']
  ])('%d ms', (milliseconds, words) => {
    expect(inWords(milliseconds)).toBe(words);
  });
});

describe('a moment', () => {
  it('is sent with the offset it was typed in', () => {
    const typed = '2026-11-24T18:00';
    const sent = withOffset(typed);
    expect(sent).toMatch(/^2026-11-24T18:00:00[+-]\d\d:\d\d$/);
    expect(new Date(sent ?? '').getTime()).toBe(new Date(typed).getTime());
    expect(local(new Date(sent ?? ''))).toBe(typed);
    expect(withOffset('')).toBeNull();
  });
  it('is shown here and in UTC', () => {
    expect(inUtc('2026-11-24T17:00:00Z')).toBe('24 Nov 2026, 17:00 UTC');
    expect(here('2026-11-24T17:00:00Z')).toMatch(/^2[45] Nov 2026, /);
  });
});

describe('the latest outcome', () => {
  const ended = (id: string, state: string, closes_at: string) =>
    ({ id, state, closes_at, items: [] }) as unknown as Silence;
  it('is news for a week', () => {
    const all = [
      ended('cancelled', 'cancelled', '2026-11-24T12:00:00Z'),
      ended('earlier', 'concluded', '2026-11-20T12:00:00Z'),
      ended('later', 'concluded', '2026-11-22T12:00:00Z')
    ];
    expect(recent(all, Date.parse('2026-11-23T00:00:00Z'))?.id).toBe('later');
    expect(recent(all, Date.parse('2026-12-23T00:00:00Z'))).toBeNull();
    expect(recent([], 0)).toBeNull();
  });
});

describe('the burn-down', () => {
  it('has round numbers at its edge and its middle', () => {
    expect([1, 2, 3, 17, 40, 1055].map(nice)).toEqual([2, 2, 4, 20, 40, 2000]);
  });
  it('puts one point at the end and many from edge to edge', () => {
    expect(place(1, 0, 100)(0)).toBe(76);
    expect([0, 1, 2].map(place(3, 0, 100))).toEqual([24, 50, 76]);
    expect(path([[0, 1], [2, 3]])).toBe('M0.0 1.0L2.0 3.0');
  });
});
