/** The brackets of a text as the server knows them: one entry of the cache, read by many. */
import { createQuery } from '@tanstack/svelte-query';
import { brackets } from '#lib/api/brackets.ts';
import { keys } from '#lib/api/keys.ts';

export function useBrackets(document: () => string, wanted: () => boolean = () => true) {
  return createQuery(() => ({
    queryKey: keys.brackets(document()),
    queryFn: () => brackets(document()),
    enabled: wanted()
  }));
}
