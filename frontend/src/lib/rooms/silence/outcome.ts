/** What silence procedures have come to. */
import type { Silence } from '#lib/api/meetings.ts';

export type Fates = Record<Silence['items'][number]['fate'], number>;

/** How many of a procedure's paragraphs have come to what. */
export function fateOf(silence: Silence): Fates {
  const fates: Fates = { silent: 0, broken: 0, agreed: 0, cancelled: 0 };
  for (const item of silence.items) fates[item.fate] += 1;
  return fates;
}

const NEWS = 7 * 86_400_000;

/** The procedure that ended last, while that is news. */
export function recent(silences: Silence[], now: number): Silence | null {
  const ended = silences
    .filter((one) => one.state === 'concluded')
    .sort((a, b) => Date.parse(b.closes_at) - Date.parse(a.closes_at))[0];
  return ended && now - Date.parse(ended.closes_at) < NEWS ? ended : null;
}

/** A moment as `<input type="datetime-local">` writes it, in the reader's zone. */
export function local(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What was typed there, with the reader's offset: "2026-11-24T12:00:00+01:00". */
export function withOffset(typed: string): string | null {
  const at = new Date(typed);
  if (Number.isNaN(at.getTime())) return null;
  const minutes = -at.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const sign = minutes < 0 ? '-' : '+';
  return `${local(at)}:00${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}
