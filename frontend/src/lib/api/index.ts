/** Everything the page asks of the server, one function for each verb of the API. */
import { get, patch, post, put } from './http.ts';
import type * as T from './types.ts';

export { Refusal } from './http.ts';
export type * from './types.ts';

export const me = () => get<T.Me>('/me');
export const signIn = (token: string) => post<T.Me>('/sign-in', { token });
export const signOut = () => post<undefined>('/sign-out');

export const group = (id: string) => get<T.Group>(`/groups/${id}`);
export const setAttribution = (id: string, shown: boolean) =>
  patch<T.Group>(`/groups/${id}`, { attribution_shown: shown });
export const people = (id: string) => get<T.Person[]>(`/groups/${id}/people`);
export const invite = (
  id: string,
  person: { name: string; role: T.Role; delegation_id: string | null }
) => post<{ person: T.Person; link: T.SignInLink }>(`/groups/${id}/people`, person);
export const newLink = (id: string, membership: string) =>
  post<T.SignInLink>(`/groups/${id}/people/${membership}/link`);
export const revoke = (id: string, membership: string, reason: string) =>
  post<T.Person>(`/groups/${id}/people/${membership}/revoke`, { reason });
export const addDelegation = (
  id: string,
  delegation: Pick<T.Delegation, 'name' | 'short' | 'kind' | 'observer'>
) => post<T.Delegation>(`/groups/${id}/delegations`, delegation);

export interface RecordFilter {
  before?: number;
  kind?: string;
  document?: string;
  paragraph?: string;
  limit?: number;
}
export const record = (id: string, filter: RecordFilter) => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value) query.set(key, String(value));
  return get<T.RecordPage>(`/groups/${id}/record?${query}`);
};

export const addDocument = (id: string, title: string, categories: { label: string; title: string }[]) =>
  post<T.DocumentCard>(`/groups/${id}/documents`, { title, categories });
export const importDocument = (id: string, file: File, title: string, dryRun: boolean) => {
  const form = new FormData();
  form.set('file', file);
  form.set('title', title);
  form.set('dry_run', String(dryRun));
  return post<T.ImportReport>(`/groups/${id}/imports`, form);
};

export const textDocument = (id: string) => get<T.TextDocument>(`/documents/${id}`);
export const addParagraph = (
  id: string,
  paragraph: {
    category_id: string;
    after: string | null;
    kind: T.Kind;
    text: string;
    alternative_to: string | null;
  }
) => post<T.Paragraph>(`/documents/${id}/paragraphs`, paragraph);
export const addCategory = (id: string, category: { label: string; title: string; after: string | null }) =>
  post<T.Category>(`/documents/${id}/categories`, category);
export const exportAddress = (id: string, format: string, view: string) =>
  `/api/documents/${id}/export?format=${format}&view=${view}`;

export const paragraph = (id: string) => get<T.Paragraph>(`/paragraphs/${id}`);
export const move = (id: string, category_id: string, after: string | null) =>
  post<T.Paragraph>(`/paragraphs/${id}/move`, { category_id, after });
export const split = (id: string, at: number, digest: string) =>
  post<T.Paragraph[]>(`/paragraphs/${id}/split`, { at, digest });
export const merge = (id: string, next: string, digests: [string, string]) =>
  post<T.Paragraph>(`/paragraphs/${id}/merge`, { with: next, digests });
export const retire = (id: string, reason: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/retire`, { reason });
export const setKind = (id: string, kind: T.Kind) =>
  put<T.Paragraph>(`/paragraphs/${id}/kind`, { kind });
export const setStatus = (id: string, status: T.Status, digest: string, note: string | null) =>
  put<T.Paragraph>(`/paragraphs/${id}/status`, { status, digest, note });
export const reopen = (id: string, reason: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/reopen`, { reason });
export const decide = (
  id: string,
  amendment: string,
  verb: 'accept' | 'reject',
  digest: string,
  note: string | null
) => post<T.Paragraph>(`/paragraphs/${id}/amendments/${amendment}/${verb}`, { digest, note });
export const withdraw = (id: string, amendment: string) =>
  post<T.Paragraph>(`/paragraphs/${id}/amendments/${amendment}/withdraw`);
export const history = (id: string) => get<{ facts: T.Fact[] }>(`/paragraphs/${id}/history`);

export const openBreakout = (id: string, breakout: T.NewBreakout) =>
  post<T.Breakout>(`/groups/${id}/breakouts`, breakout);
export const breakout = (id: string) => get<T.Breakout>(`/breakouts/${id}`);
export const report = (id: string, intro: string) =>
  post<T.Breakout>(`/breakouts/${id}/report`, { intro });
export const endorse = (id: string, items: T.EndorseItem[], note: string | null) =>
  post<T.Breakout>(`/breakouts/${id}/endorse`, { items, note });
export const returnWork = (id: string, items: string[], comment: string) =>
  post<T.Breakout>(`/breakouts/${id}/return`, { items, comment });
export const setMembers = (
  id: string,
  members: { membership_id: string; role: 'convenor' | 'member' }[],
  closed: boolean
) => put<T.Breakout>(`/breakouts/${id}/members`, { members, closed });
