/** What waits for a person, as a sentence. */
import type { Waiting } from '#lib/api/types.ts';
import { m } from '#lib/paraglide/messages.js';

const sentences: Record<string, (what: { count: number; title: string }) => string> = {
  report_to_endorse: m.waiting_report_to_endorse,
  amendments_to_decide: m.waiting_amendments_to_decide,
  my_amendments: m.waiting_my_amendments,
  breakout_at_work: m.waiting_breakout_at_work,
  breakout_returned: m.waiting_breakout_returned
};

export function waitingSentence({ kind, title, count }: Waiting): string {
  return sentences[kind]?.({ title, count }) ?? title;
}
