/** Numbers and references: what the page asks of the server about them. */
import type * as Server from './generated/index.ts';
import { get, post, put } from './http.ts';
import type * as T from './types.ts';

export type Renumbering = Server.RenumberingOut;
export type Relabelled = Server.RelabelledOut;
export type Reference = Server.ReferenceOut;
export type Numbering = T.TextDocument['numbering'];

export const setLevel = (paragraph: string, level: number) =>
  put<T.Paragraph>(`/paragraphs/${paragraph}/level`, { level } satisfies Server.LevelIn);
export const setNumbering = (document: string, numbering: Numbering) =>
  put<undefined>(`/documents/${document}/numbering`, {
    numbering
  } satisfies Server.NumberingIn);
export const previewRenumbering = (document: string) =>
  post<Server.RenumberingPreview>(`/documents/${document}/renumber/preview`);
export const renumber = (document: string, shown: Server.RenumberIn) =>
  post<Renumbering>(`/documents/${document}/renumber`, shown);
export const renumberings = (document: string) =>
  get<Server.RenumberingsOut>(`/documents/${document}/renumberings`).then(
    (read) => read.renumberings
  );
export const labelsWere = (document: string, was: string) =>
  get<Server.LabelsOut>(`/documents/${document}/labels?${new URLSearchParams({ was })}`).then(
    (read) => read.labels
  );
export const references = (document: string, broken?: boolean) =>
  get<Server.ReferencesOut>(
    `/documents/${document}/references${broken === undefined ? '' : `?broken=${broken}`}`
  ).then((read) => read.references);
