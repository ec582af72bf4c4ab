/** Where in a chapter sets of alternatives are headed, divided and closed. */
import type { OptionSet, TextOption } from '#lib/api/alternatives.ts';
import type { Paragraph } from '#lib/api/types.ts';

/** What is asked about a set, in a dialog. */
export type SetVerb = 'compare' | 'choose' | 'merge' | 'leave' | 'reopen' | 'withdraw';

/** A line that is no paragraph: the head of a set, of an option, its foot, or a set without words. */
export interface SetPiece {
  kind: 'head' | 'option' | 'foot' | 'gone';
  set: OptionSet;
  option?: TextOption;
}

export interface SetLines {
  first: SetPiece[];
  before: Map<string, SetPiece[]>;
  after: Map<string, SetPiece[]>;
}

const NONE: SetLines = { first: [], before: new Map(), after: new Map() };

/** The lines around the paragraphs of a category that are shown. */
export function linesOf(sets: OptionSet[], category: string, shown: Paragraph[]): SetLines {
  if (!sets.length) return NONE;
  const lines: SetLines = { first: [], before: new Map(), after: new Map() };
  const put = (map: Map<string, SetPiece[]>, id: string, piece: SetPiece) =>
    map.set(id, [...(map.get(id) ?? []), piece]);
  const known = new Map(sets.map((set) => [set.id, set]));
  const last = new Map<string, string>();
  let previous = '';
  for (const { id, option: ref } of shown) {
    const set = ref ? known.get(ref.set_id) : undefined;
    if (ref && set) {
      if (!last.has(set.id)) put(lines.before, id, { kind: 'head', set });
      const option = set.options.find((one) => one.id === ref.option_id);
      if (option && previous !== option.id) put(lines.before, id, { kind: 'option', set, option });
      last.set(set.id, id);
    }
    previous = ref?.option_id ?? '';
  }
  for (const [id, paragraph] of last) {
    const set = known.get(id);
    if (set) put(lines.after, paragraph, { kind: 'foot', set });
  }
  for (const set of sets) {
    if (set.category_id !== category || set.options.some((one) => one.paragraphs.length)) continue;
    if (set.after) put(lines.after, set.after, { kind: 'gone', set });
    else lines.first.push({ kind: 'gone', set });
  }
  return lines;
}

/** The set a paragraph stands in or has been chosen from, if any. */
export function setAround(sets: OptionSet[], paragraph: string): OptionSet | undefined {
  return sets.find((set) => set.options.some((one) => one.paragraphs.includes(paragraph)));
}

/** The options one chooses between. */
export function standing(set: OptionSet): TextOption[] {
  return set.options.filter((one) => one.stands);
}
