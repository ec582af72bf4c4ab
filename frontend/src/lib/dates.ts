/** Times as people read them, in the page's language. */
import { getLocale } from '#lib/paraglide/runtime.js';

/** English as the United Nations write it: 21 November, 15:04. */
const locale = () => (getLocale() === 'en' ? 'en-GB' : getLocale());
const day = () => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' });
const clock = () => new Intl.DateTimeFormat(locale(), { timeStyle: 'short' });

/** "15:04" today, "21 Nov 2026, 15:04" on other days. */
export function when(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const time = clock().format(at);
  return at.toDateString() === now.toDateString() ? time : `${day().format(at)}, ${time}`;
}

/** The whole date and time, for a tooltip and for reading aloud. */
export function exactly(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'medium' }).format(
    new Date(iso)
  );
}
