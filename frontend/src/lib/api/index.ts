/** Everything the page asks of the server, one function for each verb of the API. */
import type * as Server from './generated/index.ts';
import { get, post, put } from './http.ts';
import type * as T from './types.ts';

export { Refusal } from './http.ts';
export * from './person.ts';
export type * from './types.ts';

export const group = (id: string) => get<T.Group>(`/groups/${id}`);
export const setAttribution = (id: string, shown: boolean) =>
  put<unknown>(`/groups/${id}/attribution`, {
    attribution_shown: shown
  } satisfies Server.AttributionIn);
export const people = (id: string) => get<T.Person[]>(`/groups/${id}/people`);
export const invite = (id: string, person: Server.InviteIn) =>
  post<Server.InvitedOut>(`/groups/${id}/people`, person);
export const newLink = (id: string, membership: string) =>
  post<T.SignInLink>(`/groups/${id}/people/${membership}/link`);
export const revoke = (id: string, membership: string, reason: string) =>
  post<T.Person>(`/groups/${id}/people/${membership}/revoke`, {
    reason
  } satisfies Server.RevokeIn);
export const addDelegation = (id: string, delegation: Server.DelegationIn) =>
  post<T.Delegation>(`/groups/${id}/delegations`, delegation);

export type RecordFilter = NonNullable<Server.RecordData['query']>;
export const record = (id: string, filter: RecordFilter) => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value) query.set(key, String(value));
  return get<T.RecordPage>(`/groups/${id}/record?${query}`);
};

export const addDocument = (id: string, document: Server.DocumentIn) =>
  post<T.DocumentCard>(`/groups/${id}/documents`, document);
export const importDocument = (id: string, file: File, title: string, dryRun: boolean) => {
  const form = new FormData();
  form.set('file', file);
  if (title) form.set('title', title);
  form.set('dry_run', String(dryRun));
  return post<Server.ImportedOut>(`/groups/${id}/imports`, form);
};

export const textDocument = (id: string) => get<T.TextDocument>(`/documents/${id}`);
export const addParagraph = (id: string, paragraph: Server.ParagraphIn) =>
  post<T.Paragraph>(`/documents/${id}/paragraphs`, paragraph);
export const addCategory = (id: string, category: Server.CategoryIn) =>
  post<T.Category>(`/documents/${id}/categories`, category);
export const exportAddress = (id: string, format: string, view: string) =>
  `/api/documents/${id}/export?format=${format}&view=${view}`;

export const paragraph = (id: string) => get<T.Paragraph>(`/paragraphs/${id}`);
export const move = (id: string, to: Server.MoveIn) =>
  post<T.Paragraph>(`/paragraphs/${id}/move`, to);
export const split = (id: string, at: number, digest: string) =>
  post<unknown>(`/paragraphs/${id}/split`, { at, digest } satisfies Server.SplitIn);
export const merge = (id: string, next: string, digests: [string, string]) =>
  post<T.Paragraph>(`/paragraphs/${id}/merge`, {
    next_id: next,
    digests
  } satisfies Server.MergeIn);
export const retire = (id: string, reason: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/retire`, { reason } satisfies Server.ReasonIn);
export const setKind = (id: string, kind: T.Kind) =>
  put<T.Paragraph>(`/paragraphs/${id}/kind`, { kind } satisfies Server.KindIn);
export const setStatus = (id: string, declared: Server.StatusIn) =>
  put<T.Paragraph>(`/paragraphs/${id}/status`, declared);
export const reopen = (id: string, reason: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/reopen`, { reason } satisfies Server.ReopenIn);
export const decide = (
  id: string,
  amendment: string,
  verb: 'accept' | 'reject',
  decision: Server.DecisionIn
) => post<T.Paragraph>(`/paragraphs/${id}/amendments/${amendment}/${verb}`, decision);
export const withdraw = (id: string, amendment: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/amendments/${amendment}/withdraw`);
export const history = (id: string) => get<Server.HistoryOut>(`/paragraphs/${id}/history`);

export const openBreakout = (id: string, breakout: Server.BreakoutIn) =>
  post<T.Breakout>(`/groups/${id}/breakouts`, breakout);
export const breakout = (id: string) => get<T.Breakout>(`/breakouts/${id}`);
export const report = (id: string, intro: string) =>
  post<T.Breakout>(`/breakouts/${id}/report`, { intro } satisfies Server.ReportIn);
export type Endorsed = Server.EndorseItemIn;
export const endorse = (id: string, items: Endorsed[], note: string | null) =>
  post<T.Breakout>(`/breakouts/${id}/endorse`, { items, note } satisfies Server.EndorseIn);
export const returnWork = (id: string, items: string[], comment: string) =>
  post<T.Breakout>(`/breakouts/${id}/return`, { items, comment } satisfies Server.ReturnIn);
export const setMembers = (id: string, members: Server.MembersIn) =>
  put<T.Breakout>(`/breakouts/${id}/members`, members);
