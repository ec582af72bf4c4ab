/**
 * The words of a paragraph in their one canonical form, and what amendments do to them:
 * the page's mirror of the server's rules on words.
 */

/** A stretch of text under the same marks (sorted mark keys). */
export interface Run {
  text: string;
  marks: string[];
}

/** A mark key taken apart: `ins--<pen>-<group>-<burst>`. */
export interface AmendmentMark {
  op: 'ins' | 'del';
  /** `<pen>-<group>`, the amendment's identity. */
  amendment: string;
  /** The opaque name of one delegation in one paragraph. */
  pen: string;
  group: string;
  burst: string;
}

/** A pending amendment as the words themselves tell it. */
export interface AmendmentText {
  id: string;
  pen: string;
  inserted: string;
  deleted: string;
}

/** One change a decision makes: delete a stretch (`unmark` empty), or take marks from it. */
export interface Edit {
  /** UTF-16 units into the words before any edit of the list. */
  start: number;
  length: number;
  unmark: string[];
}

const AMENDMENT_MARK = /^(ins|del)--([a-z0-9]{8})-([a-z0-9]{8})-([a-z0-9]{1,8})$/;

export type StructureOp = 'br' | 'ph' | 'nt' | 'ref';

/** A mark put in and taken off by commands only: bracket, placeholder, note, reference. */
export interface StructureMark {
  op: StructureOp;
  id: string;
}

const STRUCTURE_MARK = /^(br|ph|nt|ref)--([a-z0-9]{8})$/;
/** What stands in a digest for the characters of a reference: it names a paragraph, not letters. */
const REFERENCE = '\ufffc';

/** Take a structure's mark key apart, or return null if it is none. */
export function structureMark(key: string): StructureMark | null {
  const [, op, id] = STRUCTURE_MARK.exec(key) ?? [];
  return op && id ? { op: op as StructureOp, id } : null;
}

/** Take a mark key apart, or return null if it is no amendment's. */
export function amendmentMark(key: string): AmendmentMark | null {
  const [, op, pen, group, burst] = AMENDMENT_MARK.exec(key) ?? [];
  if (!pen || !group || !burst) return null;
  return { op: op === 'ins' ? 'ins' : 'del', amendment: `${pen}-${group}`, pen, group, burst };
}

/** Whether a paragraph may carry this mark. */
export function isMark(key: string): boolean {
  return key === 'strong' || key === 'em' || amendmentMark(key) !== null || structureMark(key) !== null;
}

/** The runs in canonical form: marks sorted, equal neighbours joined, none empty. */
export function canonical(runs: Iterable<Run>): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    if (!run.text) continue;
    const marks = [...new Set(run.marks)].sort();
    const last = joined.at(-1);
    if (last && sameMarks(last.marks, marks)) last.text += run.text;
    else joined.push({ text: run.text, marks });
  }
  return joined;
}

/** The words of a Yjs text, given as `ytext.toDelta()`; whatever is not text is left out. */
export function fromDelta(
  delta: Iterable<{ insert?: unknown; attributes?: Record<string, unknown> }>
): Run[] {
  return canonical(
    [...delta].map(({ insert, attributes = {} }) => ({
      text: typeof insert === 'string' ? insert : '',
      marks: Object.keys(attributes).filter((key) => attributes[key])
    }))
  );
}

/** The characters of the words, struck ones too. */
export function plain(runs: Run[]): string {
  return runs.map((run) => run.text).join('');
}

/** What remains when every amendment is rejected. */
export function base(runs: Run[]): Run[] {
  return canonical(runs.filter((run) => !carries(run, 'ins')).map(withoutAmendments));
}

/** What remains when every amendment is accepted. */
export function amended(runs: Run[]): Run[] {
  return canonical(runs.filter((run) => !carries(run, 'del')).map(withoutAmendments));
}

/** Each pending amendment's inserted and deleted text, in order of first appearance. */
export function amendments(runs: Run[]): AmendmentText[] {
  const found = new Map<string, AmendmentText>();
  for (const run of runs) {
    const seen = new Set<string>();
    for (const mark of run.marks.map(amendmentMark)) {
      if (!mark || seen.has(mark.op + mark.amendment)) continue;
      seen.add(mark.op + mark.amendment);
      const { amendment: id, pen } = mark;
      const entry = found.get(id) ?? { id, pen, inserted: '', deleted: '' };
      entry[mark.op === 'ins' ? 'inserted' : 'deleted'] += run.text;
      found.set(id, entry);
    }
  }
  return [...found.values()];
}

/** The edits that accept or reject one amendment, first to last; carried out by the server only. */
export function decide(runs: Run[], amendment: string, accept: boolean): Edit[] {
  const edits: Edit[] = [];
  let start = 0;
  for (const { text, marks } of runs) {
    const own = marks.filter((key) => amendmentMark(key)?.amendment === amendment);
    const falls = own.some((key) => key.startsWith(accept ? 'del--' : 'ins--'));
    if (own.length) edits.push({ start, length: text.length, unmark: falls ? [] : own });
    start += text.length;
  }
  return edits;
}

/**
 * SHA-256 of the canonical form, in NFC so that two spellings of one letter are one letter. A
 * reference counts as what it names, so that renumbering does not change agreed words.
 */
export async function digest(runs: Run[]): Promise<string> {
  const form = JSON.stringify(named(runs).map((run) => [run.text.normalize('NFC'), run.marks]));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(form));
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `sha256:${hex.join('')}`;
}

function named(runs: Run[]): Run[] {
  const refers = (run: Run) => run.marks.some((key) => key.startsWith('ref--'));
  return canonical(runs.map((run) => (refers(run) ? { ...run, text: REFERENCE } : run)));
}

/** Whether two sorted lists of marks are the same. */
export function sameMarks(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** Whether a run is under a pending insertion or deletion. */
export function carries(run: Run, op: 'ins' | 'del'): boolean {
  return run.marks.some((key) => key.startsWith(`${op}--`));
}

function withoutAmendments(run: Run): Run {
  return { text: run.text, marks: run.marks.filter((key) => amendmentMark(key) === null) };
}
