/**
 * Whether an edit stays within what its writer may do: what an undo must not overstep. The server's
 * guard is the judge and looks closer; this asks only what can go wrong here.
 */
import { amendmentMark, canonical, type Run, sameMarks } from '#lib/words.ts';
import type { Mode } from './amend.ts';
import { keepsStructure } from './structure.ts';

/** Weigh the words before and after an edit by somebody with this pen. */
export function within(mode: Mode, pen: string | null, before: Run[], after: Run[]): boolean {
  if (mode === 'read') return same(before, after);
  if (!keepsStructure(before, after)) return false;
  if (mode === 'propose' && !same(withoutPen(before, pen), withoutPen(after, pen))) return false;
  return signsForNobody(before, after, pen) && keepsForeign(before, after, pen);
}

/** No amendment of another has come up that was not there. */
function signsForNobody(before: Run[], after: Run[], pen: string | null): boolean {
  const known = new Set(before.flatMap((run) => run.marks));
  const fresh = after.flatMap((run) => run.marks).filter((key) => !known.has(key));
  return fresh.every((key) => (amendmentMark(key)?.pen ?? pen) === pen);
}

export function same(a: Run[], b: Run[]): boolean {
  const other = b[Symbol.iterator]();
  const pairs = a.map((run) => [run, other.next().value] as const);
  return (
    a.length === b.length &&
    pairs.every(([one, two]) => one.text === two?.text && sameMarks(one.marks, two.marks))
  );
}

/** The words as they are when one pen's amendments are all rejected. */
function withoutPen(runs: Run[], pen: string | null): Run[] {
  const rest = runs.filter((run) => !inserted(run, pen));
  return canonical(
    rest.map(({ text, marks }) => ({
      text,
      marks: marks.filter((key) => !key.startsWith(`del--${String(pen)}-`))
    }))
  );
}

/** Others' proposed words are all still there; one's own within them may only grow. */
function keepsForeign(before: Run[], after: Run[], pen: string | null): boolean {
  const rest = foreign(after, pen, true);
  let at = 0;
  const grown = foreign(before, pen, true).every((character) => {
    at = rest.indexOf(character, at) + 1;
    return at > 0;
  });
  return grown && foreign(before, pen, false).join() === foreign(after, pen, false).join();
}

function foreign(runs: Run[], pen: string | null, own: boolean): string[] {
  return runs.flatMap((run) => {
    const marks = run.marks.filter((key) => {
      const mark = amendmentMark(key);
      return mark !== null && mark.pen !== pen;
    });
    if (inserted(run, pen) !== own || !marks.some((key) => key.startsWith('ins--'))) return [];
    return [...run.text].map((character) => `${character} ${marks.join(' ')}`);
  });
}

function inserted(run: Run, pen: string | null): boolean {
  return run.marks.some((key) => key.startsWith(`ins--${String(pen)}-`));
}
