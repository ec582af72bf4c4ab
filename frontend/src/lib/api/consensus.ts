/** Positions, agreement and what becomes of amendments: what the page asks of the server. */
import type * as Server from './generated/index.ts';
import { get, post, put } from './http.ts';
import type * as T from './types.ts';

export type Consensus = Server.ConsensusOut;
export type Sense = Server.ParagraphSense;
export type SubjectSense = Server.SubjectSense;
export type Position = Server.PositionOut;
export type Stance = Position['stance'];
export type PositionIn = Server.PositionIn;
export type Package = Server.PackageOut;
export type Level = Server.LevelOut;
export type Proposal = Server.ProposalOut;
export type PositionsShown = Consensus['shown'];

export const STANCES: readonly Stance[] = ['support', 'can live with', 'reservation', 'object'];

export const consensus = (document: string) => get<Consensus>(`/documents/${document}/consensus`);
export const senseOf = (paragraph: string) => get<Sense>(`/paragraphs/${paragraph}/consensus`);
export const takePosition = (paragraph: string, said: PositionIn) =>
  put<Sense>(`/paragraphs/${paragraph}/position`, said);
export const withdrawPosition = (paragraph: string, reason: string) =>
  post<Sense>(`/paragraphs/${paragraph}/position/withdraw`, {
    reason
  } satisfies Server.WithdrawalIn);
export const takePositionOnOption = (document: string, option: string, said: PositionIn) =>
  put<Consensus>(`/documents/${document}/options/${option}/position`, said);
export const withdrawPositionOnOption = (document: string, option: string, reason: string) =>
  post<Consensus>(`/documents/${document}/options/${option}/position/withdraw`, {
    reason
  } satisfies Server.WithdrawalIn);
export const setPositionsShown = (group: string, shown: PositionsShown) =>
  put<unknown>(`/groups/${group}/positions-shown`, {
    positions_shown: shown
  } satisfies Server.PositionsShownIn);

export const confirm = (paragraph: string, digest: string) =>
  post<T.Paragraph>(`/paragraphs/${paragraph}/confirm`, { digest } satisfies Server.ShownIn);
export const decline = (paragraph: string, reason: string) =>
  post<T.Paragraph>(`/paragraphs/${paragraph}/decline`, { reason } satisfies Server.DeclineIn);
export const completePackage = (
  document: string,
  id: string,
  digests: Record<string, string>
) =>
  post<Consensus>(`/documents/${document}/packages/${id}/complete`, {
    digests
  } satisfies Server.CompleteIn);

export const proposals = (document: string) =>
  get<Server.ProposalsOut>(`/documents/${document}/amendments`);
export const acceptInPart = (paragraph: string, amendment: string, part: Server.InPartIn) =>
  post<T.Paragraph>(`/paragraphs/${paragraph}/amendments/${amendment}/accept-in-part`, part);
export const subsume = (paragraph: string, amendment: string, by: Server.SubsumeIn) =>
  post<T.Paragraph>(`/paragraphs/${paragraph}/amendments/${amendment}/subsume`, by);
