/** Which paragraphs a reader wants to see, and how far consensus has got in each category. */
import type { Category, Kind, Paragraph, Status, TextDocument } from '#lib/api/types.ts';
import { keysIn } from '#lib/brackets.ts';
import { sameItems } from '#lib/ui/kept.ts';
import { plain } from '#lib/words.ts';

export interface Filters {
  status: Status | '';
  kind: Kind | '';
  amended: boolean;
  mine: boolean;
  /** '' all, 'any' with brackets, 'ours', 'nobody', or the delegation that holds them. */
  bracketed: string;
  search: string;
}

export const NO_FILTERS: Readonly<Filters> = {
  status: '',
  kind: '',
  amended: false,
  mine: false,
  bracketed: '',
  search: ''
};

export function filtering(filters: Filters): boolean {
  return Boolean(
    filters.status ||
    filters.kind ||
    filters.amended ||
    filters.mine ||
    filters.bracketed ||
    filters.search.trim()
  );
}

export function passes(paragraph: Paragraph, filters: Filters): boolean {
  if (!filtering(filters)) return true;
  const search = fold(filters.search.trim());
  return (
    (!filters.status || (negotiable(paragraph) && paragraph.status === filters.status)) &&
    (!filters.kind || paragraph.kind === filters.kind) &&
    (!filters.amended || paragraph.amendments.length > 0) &&
    (!filters.mine || paragraph.amendments.some((amendment) => amendment.mine)) &&
    (!filters.bracketed || keysIn(paragraph.words).some((key) => key.startsWith('br--'))) &&
    (!search || fold(`${paragraph.label} ${plain(paragraph.words)}`).includes(search))
  );
}

/** Headings and notes are furniture: nobody agrees to them. */
export function negotiable({ kind }: Paragraph): boolean {
  return kind !== 'heading' && kind !== 'note';
}

export type Counts = Partial<Record<Status, number>>;

export function countsOf(paragraphs: Paragraph[]): Counts {
  const counts: Counts = {};
  for (const paragraph of paragraphs) {
    if (negotiable(paragraph)) counts[paragraph.status] = (counts[paragraph.status] ?? 0) + 1;
  }
  return counts;
}

export interface Chapter {
  category: Category;
  paragraphs: Paragraph[];
  /** How deep it lies under the document's first headings. */
  depth: number;
  /** How many paragraphs stand in the categories before it. */
  offset: number;
}

/** Returns what finds a document's categories, each with its paragraphs; the unchanged ones the same. */
export function chapters(): (document: TextDocument) => Chapter[] {
  let last: Chapter[] = [];
  return (document) => {
    const within = Map.groupBy(document.paragraphs, (paragraph) => paragraph.category_id);
    const top = Math.min(...document.categories.map((category) => category.level));
    let offset = 0;
    last = document.categories.map((category, at) => {
      const paragraphs = within.get(category.id) ?? [];
      const chapter = { category, paragraphs, depth: category.level - top, offset };
      offset += paragraphs.length;
      const known = last[at];
      return known && sameChapter(known, chapter) ? known : chapter;
    });
    return last;
  };
}

function sameChapter(a: Chapter, b: Chapter): boolean {
  return (
    a.category === b.category &&
    a.depth === b.depth &&
    a.offset === b.offset &&
    sameItems(a.paragraphs, b.paragraphs)
  );
}

/** Letters without case or accents, so that a search forgives both. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
