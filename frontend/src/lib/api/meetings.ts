/** Silence procedures, sittings and the chair's desk. */
import type * as Server from './generated/index.ts';
import { get, post } from './http.ts';

export type Silences = Server.SilencesOut;
export type Silence = Server.SilenceOut;
export type Silenced = Server.SilencedOut;
export type Scope = Server.SilenceScopeIn;
export type ScopePreview = Server.SilencePreviewOut;
export type Sittings = Server.SittingsOut;
export type Sitting = Server.SittingOut;
export type Point = Server.PointOut;
export type Desk = Server.DeskOut;
export type UnderSilence = Server.UnderSilence;

export const silences = (document: string) => get<Silences>(`/documents/${document}/silences`);
export const previewSilence = (document: string, scope: Scope) =>
  post<ScopePreview>(`/documents/${document}/silences/preview`, scope);
export const openSilence = (document: string, silence: Server.SilenceIn) =>
  post<Silence>(`/documents/${document}/silences`, silence);
export const breakSilence = (paragraph: string, reason: string) =>
  post<Server.ParagraphOut>(`/paragraphs/${paragraph}/break-silence`, {
    reason
  } satisfies Server.SilenceReasonIn);
export const cancelSilence = (id: string, reason: string) =>
  post<Silence>(`/silences/${id}/cancel`, { reason } satisfies Server.SilenceReasonIn);
export const explain = (id: string, text: string, paragraph: string | null) =>
  post<Silence>(`/silences/${id}/explanations`, {
    text,
    paragraph_id: paragraph
  } satisfies Server.ExplanationIn);

export const sittings = (group: string) => get<Sittings>(`/groups/${group}/sittings`);
export const openSitting = (group: string, title: string) =>
  post<Sitting>(`/groups/${group}/sittings`, { title } satisfies Server.SittingIn);
export const openPlanned = (id: string) => post<Sitting>(`/sittings/${id}/open`);
export const closeSitting = (id: string) => post<Sitting>(`/sittings/${id}/close`);
export const burnDown = (document: string) =>
  get<Server.BurnDownOut>(`/documents/${document}/burn-down`);
export const desk = (document: string) => get<Desk>(`/documents/${document}/desk`);
