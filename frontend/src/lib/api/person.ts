/** What every room asks of the server: who is here. Apart from the rest, for the shell's sake. */
import type * as Server from './generated/index.ts';
import { get, post } from './http.ts';
import type * as T from './types.ts';

export const me = () => get<T.Me>('/me');
export const signIn = (token: string) =>
  post<unknown>('/sign-in', { token } satisfies Server.SignInIn);
export const signOut = () => post<undefined>('/sign-out');
