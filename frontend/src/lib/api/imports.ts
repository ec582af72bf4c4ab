/** What the server says of an import. */
import type { Kind } from './types.ts';

/** How many brackets of one form open and close. */
export interface BracketCount {
  opening: number;
  closing: number;
}
/** A place where brackets do not balance. */
export interface Unbalanced {
  file: string;
  line: number;
  paragraph: number;
  number_given: string;
  character: string;
  wrong: 'unclosed' | 'unopened';
  context: string;
}
/** What an import did, or with a dry run would do. */
export interface ImportReport {
  file: string;
  title: string;
  format: string;
  encoding: string;
  encoding_note: string | null;
  paragraphs: number;
  headings: number;
  numbered: number;
  alternatives: number;
  kinds: Partial<Record<Kind, number>>;
  square: BracketCount;
  braces: BracketCount;
  spanning: number;
  unbalanced: Unbalanced[];
  repeated_numbers: string[];
  warnings: string[];
  categories: { label: string; title: string; level: number; paragraphs: number }[];
  document_id?: string | null;
}
