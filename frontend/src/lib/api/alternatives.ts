/** What the page asks of the server about alternatives. */
import type * as Server from './generated/index.ts';
import { get, post } from './http.ts';

export type OptionSet = Server.OptionSetOut;
export type OptionSetWhole = Server.OptionSetWhole;
export type TextOption = Server.OptionOut;

export const addOption = (document: string, option: Server.OptionIn) =>
  post<OptionSet>(`/documents/${document}/options`, option);
export const optionSet = (id: string) => get<OptionSetWhole>(`/option-sets/${id}`);
export const choose = (id: string, choice: Server.ChooseIn) =>
  post<OptionSet>(`/option-sets/${id}/choose`, choice);
export const mergeOptions = (id: string, merged: Server.MergeOptionsIn) =>
  post<OptionSet>(`/option-sets/${id}/merge`, merged);
export const leaveStanding = (id: string, left: Server.LeaveIn) =>
  post<OptionSet>(`/option-sets/${id}/leave`, left);
export const reopenSet = (id: string, reason: string) =>
  post<OptionSet>(`/option-sets/${id}/reopen`, { reason } satisfies Server.ReopenSetIn);
export const withdrawOption = (id: string, option: string) =>
  post<OptionSet>(`/option-sets/${id}/options/${option}/withdraw`);
