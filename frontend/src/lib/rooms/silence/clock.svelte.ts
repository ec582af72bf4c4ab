/** The time by the server's clock, ticking for as long as somebody looks. */
import { createSubscriber } from 'svelte/reactivity';
import { getLocale } from '#lib/paraglide/runtime.js';

const SECOND = 1000;
const every = (milliseconds: number) =>
  createSubscriber((update) => {
    const ticking = setInterval(update, milliseconds);
    return () => clearInterval(ticking);
  });
const finely = every(SECOND);
const coarsely = every(10 * SECOND);

/** How far the server's clock is ahead of this machine's. */
let ahead = 0;

export function setTime(serverNow: string): void {
  ahead = Date.parse(serverNow) - Date.now();
}

/** Now, by the second for the few who count down and by ten seconds for the many rows of a text. */
export function now(fine: boolean): number {
  if (fine) finely();
  else coarsely();
  return Date.now() + ahead;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1]
] as const;

/** "2 days 3 hours", "5 minutes 10 seconds": the two greatest units of what is left. */
export function inWords(milliseconds: number): string {
  let seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count === 0 && !parts.length && unit !== 'second') continue;
    if (count > 0 || !parts.length) {
      const format = new Intl.NumberFormat(getLocale(), {
        style: 'unit',
        unit,
        unitDisplay: 'long'
      });
      parts.push(format.format(count));
    }
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.slice(0, 2).join(' ');
}

const locale = () => (getLocale() === 'en' ? 'en-GB' : getLocale());

/** "24 Nov 2026, 12:00" in the reader's own zone. */
export const here = (iso: string) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso)
  );

/** The same moment as the record writes it: "24 Nov 2026, 11:00 UTC". */
export const inUtc = (iso: string) =>
  `${new Intl.DateTimeFormat(locale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC'
  }).format(new Date(iso))} UTC`;

/** The name of the reader's zone: "Europe/Rome". */
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
