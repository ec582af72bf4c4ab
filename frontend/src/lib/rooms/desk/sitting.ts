import { m } from '#lib/paraglide/messages.js';

/** A sitting by its number, and its title where it has one. */
export function sittingName({ number, title }: { number: number; title: string }): string {
  return title ? m.sitting_titled({ number, title }) : m.sitting_numbered({ number });
}
