/** What to say of an error: the server's own sentence, or the page's where it had none. */
import { Refusal } from '#lib/api/http.ts';
import { m } from '#lib/paraglide/messages.js';

export function sentenceOf(error: unknown): string {
  if (!(error instanceof Refusal)) return m.problem_unknown();
  if (error.message) return error.message;
  if (error.status === 0) return m.problem_unreachable();
  if (error.status === 404) return m.problem_not_found();
  return m.problem_unknown();
}
