/** The sense of the room over a text: one entry of the cache, read by many. */
import { createQuery } from '@tanstack/svelte-query';
import { consensus } from '#lib/api/consensus.ts';
import { keys } from '#lib/api/keys.ts';

export function useConsensus(document: () => string, wanted: () => boolean = () => true) {
  return createQuery(() => ({
    queryKey: keys.consensus(document()),
    queryFn: () => consensus(document()),
    enabled: wanted() && document() !== ''
  }));
}
