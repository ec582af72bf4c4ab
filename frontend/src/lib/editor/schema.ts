/** The editor's schema: one line of text under marks that never exclude one another. */
import { Fragment, Mark, type Node, Schema } from 'prosemirror-model';
import { amendmentMark, canonical, type Run, type StructureOp, structureMark } from '#lib/words.ts';

const amendment = (tag: 'ins' | 'del') => ({
  attrs: { id: { validate: 'string' } },
  excludes: '',
  inclusive: false,
  parseDOM: [
    {
      tag: `${tag}[data-amendment][data-burst]`,
      getAttrs: (dom: HTMLElement) => ({
        id: `${dom.dataset['amendment'] ?? ''}-${dom.dataset['burst'] ?? ''}`
      })
    }
  ],
  toDOM: (mark: Mark) => [tag, amendmentData(mark), 0] as const
});

/**
 * Brackets, placeholders, notes and references. They are read back from the editor's own elements
 * (a browser may split one), never from what is pasted: that is taken as plain text only.
 */
const structure = (op: StructureOp) => ({
  attrs: { id: { validate: 'string' } },
  excludes: '',
  inclusive: false,
  parseDOM: [
    {
      tag: `span[data-${op}]`,
      getAttrs: (dom: HTMLElement) => ({ id: dom.dataset[op] ?? '' })
    }
  ],
  toDOM: (mark: Mark) =>
    ['span', { class: op, [`data-${op}`]: String(mark.attrs['id']) }, 0] as const
});

export const schema = new Schema({
  nodes: {
    doc: { content: 'line' },
    line: {
      content: 'text*',
      marks: '_',
      whitespace: 'pre',
      parseDOM: [{ tag: 'p' }],
      toDOM: () => ['p', 0]
    },
    text: {}
  },
  marks: {
    br: structure('br'),
    nt: structure('nt'),
    ph: structure('ph'),
    ref: structure('ref'),
    ins: amendment('ins'),
    del: amendment('del'),
    strong: {
      excludes: '',
      parseDOM: [{ tag: 'strong' }, { tag: 'b' }],
      toDOM: () => ['strong', 0]
    },
    em: { excludes: '', parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] }
  }
});

/** The data attributes an amendment's element carries, on the page's static HTML as well. */
export function amendmentData(mark: Mark): Record<string, string> {
  const parts = amendmentMark(keyOf(mark));
  if (!parts) return {};
  return {
    'data-amendment': parts.amendment,
    'data-pen': parts.pen,
    'data-burst': parts.burst
  };
}

/** The key of a mark in the shared text: `strong`, `em`, `ins--…`, `del--…`, `br--…`. */
export function keyOf(mark: Mark): string {
  const name = mark.type.name;
  return name === 'strong' || name === 'em' ? name : `${name}--${String(mark.attrs['id'])}`;
}

/** The mark for a key, or null if a paragraph may not carry it. */
export function markOf(key: string): Mark | null {
  if (key === 'strong' || key === 'em') return schema.mark(key);
  const built = structureMark(key);
  if (built) return schema.mark(built.op, { id: built.id });
  const parts = amendmentMark(key);
  return parts && schema.mark(parts.op, { id: `${parts.amendment}-${parts.burst}` });
}

/** The set of marks for keys, in one order whatever order they came in. */
export function marksOf(keys: Iterable<string>): readonly Mark[] {
  const marks = [...keys].sort().map(markOf);
  return marks.reduce<readonly Mark[]>((set, mark) => mark?.addToSet(set) ?? set, Mark.none);
}

export function keysOf(marks: readonly Mark[]): string[] {
  return marks.map(keyOf);
}

export function docOf(runs: Run[]): Node {
  const nodes = runs.map((run) => schema.text(run.text, marksOf(run.marks)));
  return schema.node('doc', null, schema.node('line', null, Fragment.from(nodes)));
}

export function runsOf(doc: Node): Run[] {
  return canonical(texts(doc, 0, doc.content.size));
}

/** The runs that lie between two positions of a document, each cut to the range, with its start. */
export function texts(doc: Node, from: number, to: number): (Run & { from: number })[] {
  const found: (Run & { from: number })[] = [];
  if (from >= to) return found;
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isText) return;
    const start = Math.max(from, position);
    const text = (node.text ?? '').slice(start - position, to - position);
    found.push({ text, marks: keysOf(node.marks), from: start });
  });
  return found;
}

/** The keys of the character before and after a position (empty at the paragraph's ends). */
export function keysAround(doc: Node, position: number): [string[], string[]] {
  const $position = doc.resolve(position);
  return [keysOf($position.nodeBefore?.marks ?? []), keysOf($position.nodeAfter?.marks ?? [])];
}
