/** How labels are shown beside the text. */

/** The last step of a label, as it stands before an indented paragraph: `2 bis (a) ter` is `(a) ter`. */
export function lastStep(label: string, level: number): string {
  return level === 0 ? label : (/\((?:[a-z]+|0)\)[^()]*(?:\(\d+\)[^()]*)?$/.exec(label)?.[0] ?? label);
}
