/** Brackets, placeholders and notes: what the page asks of the server about them. */
import type * as Server from './generated/index.ts';
import { get, post } from './http.ts';
import type * as T from './types.ts';

export type Bracket = Server.BracketOut;
export type Holder = Server.HolderOut;
export type Hold = Server.HoldIn;

const on = (document: string, bracket: string, verb: string) =>
  `/documents/${document}/brackets/${bracket}/${verb}`;

export const brackets = (document: string) =>
  get<Server.BracketsOut>(`/documents/${document}/brackets`).then((read) => read.brackets);
export const placeBracket = (document: string, bracket: Server.BracketIn) =>
  post<Bracket>(`/documents/${document}/brackets`, bracket);
export const joinBracket = ({ document_id: document, id }: Bracket, hold: Hold) =>
  post<Bracket>(on(document, id, 'join'), hold);
export const liftBracket = ({ document_id: document, id }: Bracket, lift: Server.LiftIn) =>
  post<Bracket>(on(document, id, 'lift'), lift);
export const removeBracket = ({ document_id: document, id }: Bracket, reason: string) =>
  post<Bracket>(on(document, id, 'remove'), { reason } satisfies Server.RemoveIn);
export const joinRivals = (document: string, brackets: string[]) =>
  post<Server.BracketsOut>(`/documents/${document}/rivals`, {
    brackets
  } satisfies Server.RivalsIn);
export const chooseRival = (document: string, rivals: string, choice: Server.ChoiceIn) =>
  post<T.Paragraph>(`/documents/${document}/rivals/${rivals}/choose`, choice);
export const putAside = (
  paragraph: string,
  kind: 'placeholders' | 'notes',
  aside: Server.AsideIn
) => post<T.Paragraph>(`/paragraphs/${paragraph}/${kind}`, aside);
export const takeAside = (paragraph: string, key: string, taken: Server.TakeIn) =>
  post<T.Paragraph>(`/paragraphs/${paragraph}/structure/${key}/remove`, taken);
