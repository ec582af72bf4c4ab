/**
 * Words as elements, without an editor, in the very markup the editor makes. Made by hand and not
 * by a component: a text has thousands of these elements, and they must be there at once.
 */
import { type Beyond, glyph, isSign, NOTHING_BEYOND, type Sign, withSigns } from './brackets.ts';
import { amendmentMark, type Run, structureMark } from './words.ts';

/** How one mark of an amendment looks and what a screen reader is told of it. */
export type Dress = (element: HTMLElement, op: 'ins' | 'del', pen: string) => void;

/** The order in which the editor nests its marks. */
const NESTING = ['br', 'nt', 'ph', 'ref', 'ins', 'del', 'strong', 'em'];
/** Brackets deeper than this look alike. */
const DEEPEST = 4;

/** The nodes of some words, equal neighbours sharing the elements of their common marks. */
export function drawn(words: readonly Run[], dress: Dress, beyond: Beyond = NOTHING_BEYOND): Node[] {
  const root = document.createDocumentFragment();
  const open: { key: string; element: HTMLElement }[] = [];
  const brackets = new Set(beyond.before);
  const within = (keys: string[]): ParentNode & Node => {
    let same = 0;
    while (same < open.length && open[same]?.key === keys[same]) same++;
    open.length = same;
    for (const key of keys.slice(same)) {
      const element = elementOf(key, dress);
      (open.at(-1)?.element ?? root).append(element);
      open.push({ key, element });
    }
    return open.at(-1)?.element ?? root;
  };
  for (const piece of withSigns(words, beyond)) {
    if (!isSign(piece)) {
      within(nested(piece.marks)).append(piece.text);
      continue;
    }
    if (piece.opens) brackets.add(piece.key);
    within(nested([...brackets])).append(signElement(piece));
    if (!piece.opens) brackets.delete(piece.key);
  }
  return [...root.childNodes];
}

/** The element of a sign: text one can find, read aloud and copy, and nothing one can type in. */
export function signElement(sign: Sign): HTMLElement {
  const element = document.createElement('span');
  const { key, op, opens, depth, proposed } = sign;
  element.className = `sign ${op}-sign ${opens ? 'opens' : 'closes'}`;
  element.classList.toggle('only-proposed', proposed);
  element.contentEditable = 'false';
  element.dataset['sign'] = key;
  element.dataset['depth'] = String(Math.min(depth, DEEPEST));
  element.textContent = glyph(sign);
  return element;
}

function nested(marks: readonly string[]): string[] {
  if (marks.length < 2) return [...marks];
  const rank = (key: string) => NESTING.indexOf(key.replace(/--.*/, ''));
  return [...marks].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function elementOf(key: string, dress: Dress): HTMLElement {
  const built = structureMark(key);
  if (built) {
    const element = document.createElement('span');
    element.className = built.op;
    element.dataset[built.op] = built.id;
    return element;
  }
  const mark = amendmentMark(key);
  if (!mark) return document.createElement(key === 'em' ? 'em' : 'strong');
  const element = document.createElement(mark.op);
  element.dataset['amendment'] = mark.amendment;
  element.dataset['pen'] = mark.pen;
  element.dataset['burst'] = mark.burst;
  dress(element, mark.op, mark.pen);
  return element;
}
