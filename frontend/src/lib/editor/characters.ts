/**
 * Where a text may be cut.
 *
 * An edit between the two halves of a surrogate pair leaves two Yjs peers with different text for
 * good, so no edit may begin or end there. A deletion also takes whole emoji (families, flags,
 * skin tones); letters with accents may lose one accent, as every platform lets them.
 */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

function splitsPair(text: string, offset: number): boolean {
  const low = text.charCodeAt(offset);
  const high = text.charCodeAt(offset - 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

/** The nearest offset, in a direction, that is not inside a character. */
export function snap(text: string, offset: number, direction: -1 | 1): number {
  return splitsPair(text, offset) ? offset + direction : offset;
}

/** Widen a deletion so that it cuts neither a character nor an emoji made of several. */
export function wholeCharacters(text: string, from: number, to: number): [number, number] {
  if (from >= to) return [snap(text, from, 1), snap(text, from, 1)];
  return [edge(text, from, -1), edge(text, to, 1)];
}

function edge(text: string, offset: number, direction: -1 | 1): number {
  if (offset <= 0 || offset >= text.length) return offset;
  const cluster = graphemes.segment(text).containing(offset);
  if (!cluster || cluster.index === offset || !PICTURE.test(cluster.segment)) {
    return snap(text, offset, direction);
  }
  return direction < 0 ? cluster.index : cluster.index + cluster.segment.length;
}

/** Text fit for a paragraph: no line breaks, control characters or broken pairs. */
export function fitText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to keep out
  const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff\ufffc]/g;
  return text
    .toWellFormed()
    .replace(/\r\n|[\n\r\t\v\f\u2028\u2029]/g, ' ')
    .replace(control, '');
}

/** The paragraphs of a pasted text, white space trimmed, empty ones left out. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((part) => fitText(part).normalize('NFC').trim())
    .filter(Boolean);
}
