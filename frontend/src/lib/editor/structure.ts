/**
 * Whether an edit leaves brackets, placeholders, notes and references where they belong: the
 * page's mirror of the guard's part for them (K1). They are put on and taken off by the server
 * only; what is typed stands inside one only between two characters of it.
 */
import { type Run, sameMarks, structureMark } from '#lib/words.ts';

interface Letter {
  text: string;
  /** Its marks of structure, sorted. */
  marks: string[];
}

const EDGE: Letter = { text: '', marks: [] };

export function keepsStructure(before: Run[], after: Run[]): boolean {
  const known = keysOf(before);
  const now = keysOf(after);
  if ([...now].some((key) => !known.has(key))) return false;
  if (!known.size) return true;
  const [was, are] = [lettersOf(before), lettersOf(after)];
  if (was.length === are.length && was.every((one, at) => one.text === are[at]?.text)) {
    return was.every((one, at) => sameMarks(one.marks, are[at]?.marks ?? []));
  }
  if ([...now].some((key) => stretches(are, key) > stretches(was, key))) return false;
  return keepsEdges(was, are);
}

function keysOf(runs: Run[]): Set<string> {
  return new Set(runs.flatMap((run) => run.marks.filter(structureMark)));
}

function lettersOf(runs: Run[]): Letter[] {
  return runs.flatMap((run) => {
    const marks = run.marks.filter(structureMark);
    return [...run.text].map((text) => ({ text, marks }));
  });
}

/** In how many stretches a mark stands: typing makes no hole in it. */
function stretches(letters: Letter[], key: string): number {
  return letters.filter(
    (one, at) => one.marks.includes(key) && !letters[at - 1]?.marks.includes(key)
  ).length;
}

/** Whether what is new has the marks of what it stands between, or of what it stands for. */
function keepsEdges(was: Letter[], are: Letter[]): boolean {
  const shorter = Math.min(was.length, are.length);
  let first = 0;
  while (first < shorter && same(was[first], are[first])) first++;
  let last = 0;
  while (last < shorter - first && same(was.at(-1 - last), are.at(-1 - last))) last++;
  const old = was.slice(first, was.length - last);
  const fresh = are.slice(first, are.length - last);
  if (!old.length) return standsBetween(are, first, fresh.length);
  const left = are[first - 1] ?? EDGE;
  const right = (last ? are.at(-last) : undefined) ?? EDGE;
  const may = new Set([...shared(left, right), ...old.flatMap((one) => one.marks)]);
  return fresh.every((one) => one.marks.every((key) => may.has(key)));
}

/** Which of two equal letters is the new one cannot be told: every place counts that it may be. */
function standsBetween(letters: Letter[], from: number, count: number): boolean {
  for (let start = from; ; start--) {
    const fresh = letters.slice(start, start + count);
    const left = letters[start - 1];
    const between = shared(left ?? EDGE, letters[start + count] ?? EDGE);
    if (fresh.every((one) => sameMarks(one.marks, between))) return true;
    if (!left || !same(left, fresh.at(-1))) return false;
  }
}

function shared(left: Letter, right: Letter): string[] {
  return left.marks.filter((key) => right.marks.includes(key));
}

function same(a: Letter | undefined, b: Letter | undefined): boolean {
  return a?.text === b?.text && sameMarks(a?.marks ?? [], b?.marks ?? []);
}
