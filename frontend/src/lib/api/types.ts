/** What the server sends and takes: the page's names for it. */
import type { Run } from '#lib/words.ts';

export type { Run };
export type { ImportReport } from './imports.ts';
export type Role = 'chair' | 'vice-chair' | 'secretariat' | 'delegate' | 'observer';
export type Kind =
  | 'heading'
  | 'chapeau'
  | 'preambular'
  | 'operative'
  | 'statement'
  | 'recommendation'
  | 'note';
export type Status =
  | 'not discussed'
  | 'under discussion'
  | 'agreed ad referendum'
  | 'agreed'
  | 'divergent'
  | 'deferred'
  | 'withdrawn';
export type DelegationKind =
  | 'member State'
  | 'international organisation'
  | 'business'
  | 'civil society'
  | 'technical and academic community';

/** Whether an act is allowed, as the server's rule answered; the page never works it out. */
export interface Answer {
  ok: boolean;
  reason: string | null;
  sentence: string | null;
}
export type May<Verb extends string = string> = Record<Verb, Answer>;

export interface Delegation {
  id: string;
  name: string;
  short: string;
  kind: DelegationKind;
  observer: boolean;
  /** Place in the palette, 0 to 11. */
  colour: number;
}
export interface Person {
  membership_id: string;
  person_id: string;
  name: string;
  role: Role;
  delegation_id: string | null;
  invited_at: string;
  joined_at: string | null;
  revoked_at: string | null;
  may: May;
}
export interface Waiting {
  kind: string;
  sentence: string;
  href: string;
}
export interface MyGroup {
  id: string;
  name: string;
  short: string;
  role: Role;
  delegation: Delegation | null;
  documents: { id: string; title: string; state: string }[];
  waiting: Waiting[];
}
export interface Me {
  person: { id: string; name: string };
  groups: MyGroup[];
}
export interface DocumentCard {
  id: string;
  title: string;
  state: string;
  paragraphs: number;
  statuses: Partial<Record<Status, number>>;
  breakout_id: string | null;
}
export type BreakoutState = 'at work' | 'reported' | 'endorsed' | 'returned';
export interface BreakoutCard {
  id: string;
  name: string;
  state: BreakoutState;
  document_id: string;
  working_document_id: string;
  paragraphs: number;
  decided: number;
}
export interface Group {
  id: string;
  name: string;
  short: string;
  mandate: string;
  parent_body: string;
  attribution_shown: boolean;
  me: { membership_id: string; role: Role; delegation_id: string | null; person_id: string };
  delegations: Delegation[];
  documents: DocumentCard[];
  breakouts: BreakoutCard[];
  may: May;
}
export interface Fact {
  seq: number;
  at: string;
  kind: string;
  by: { person: string | null; delegation_id: string | null; role: string };
  document_id: string | null;
  paragraph_id: string | null;
  breakout_id: string | null;
  sentence: string;
  data: Record<string, unknown>;
  hash: string;
}
export interface RecordPage {
  facts: Fact[];
  next: number | null;
}
export interface Category {
  id: string;
  label: string;
  title: string;
  level: number;
  may?: May;
}
export interface Amendment {
  id: string;
  pen: string;
  delegation_id: string | null;
  label: string;
  at: string;
  inserted: string;
  deleted: string;
  mine: boolean;
  may: May;
}
export interface Paragraph {
  id: string;
  document_id: string;
  category_id: string;
  kind: Kind;
  label: string;
  number_given: string | null;
  alternative_to: string | null;
  words: Run[];
  digest: string;
  /** The paragraph's name on the wire. */
  sync: string;
  pen: string | null;
  retired_reason?: string | null;
  mode: 'direct' | 'propose' | 'read';
  read_only_reason: string | null;
  status: Status;
  status_note: string | null;
  status_level: 'plenary' | 'breakout';
  frozen: boolean;
  with_breakout: { id: string; name: string } | null;
  proposers: string[];
  origin: string | null;
  amendments: Amendment[];
  may: May;
}
export interface TextDocument {
  id: string;
  group_id: string;
  title: string;
  state: string;
  breakout_id: string | null;
  plenary_document_id: string | null;
  attribution_shown: boolean;
  categories: Category[];
  paragraphs: Paragraph[];
  seats: Record<string, { label: string; delegation_id: string | null; mine: boolean }>;
  seq: number;
  may: May;
}
export interface BreakoutMember {
  membership_id: string;
  name: string;
  role: 'convenor' | 'member';
  delegation_id: string | null;
}
export interface RedlinePiece {
  text: string;
  op: 'equal' | 'insert' | 'delete';
  by: string | null;
}
export type ItemState = 'at work' | 'reported' | 'endorsed' | 'endorsed as amended' | 'returned';
export interface BreakoutItem {
  id: string;
  paragraph_id: string | null;
  copy_id: string | null;
  label: string;
  category_id: string;
  state: ItemState;
  comment: string | null;
  /** The plenary's words have moved since the working copy was made. */
  moved: boolean;
  status: Status;
  kind: Kind;
  kind_before: Kind | null;
  change: 'added' | 'changed' | 'unchanged' | 'retired';
  before: Run[];
  after: Run[];
  redline: RedlinePiece[];
  plenary_digest: string | null;
  copy_digest: string;
  may: May;
}
export interface Breakout extends BreakoutCard {
  group_id: string;
  task: string;
  closed: boolean;
  categories: string[];
  members: BreakoutMember[];
  report_intro: string | null;
  reported_at: string | null;
  items: BreakoutItem[];
  may: May;
}
export interface SignInLink {
  url: string;
  expires_at: string;
}
export interface EndorseItem {
  id: string;
  copy_digest: string;
  plenary_digest: string | null;
  text?: string;
}
export interface NewBreakout {
  document_id: string;
  name: string;
  task: string;
  category_ids: string[];
  paragraph_ids: string[];
  convenor: string;
  members: string[];
  closed: boolean;
}
