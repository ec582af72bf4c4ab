/** What the page asks of a paragraph's past. */
import type * as Server from './generated/index.ts';
import { get } from './http.ts';

export type Timeline = Server.TimelineOut;
export type Moment = Server.MomentOut;
export type Version = Server.VersionOut;
export type Hand = Server.HandOut;
export type Span = Server.SpanOut;
export type Shape = Server.ComparisonOut['of'];

export const timeline = (id: string, offset: number) =>
  get<Timeline>(`/paragraphs/${id}/timeline?offset=${offset}`);
export const compare = (id: string, from: string, to: string, of: Shape) =>
  get<Server.ComparisonOut>(
    `/paragraphs/${id}/timeline/compare?${new URLSearchParams({ from, to, of })}`
  );
export const authors = (id: string, version: string) =>
  get<Server.AuthorsOut>(`/paragraphs/${id}/authors?${new URLSearchParams({ version })}`);
