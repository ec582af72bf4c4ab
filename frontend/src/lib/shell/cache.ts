/** The one place where the page keeps what the server said. */
import { QueryClient } from '@tanstack/svelte-query';
import { Refusal } from '#lib/api/http.ts';

export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Live facts say when something is stale; a clock need not.
        staleTime: 60_000,
        // Tracking what was read misses news of a field that a part drawn later reads first.
        notifyOnChangeProps: 'all',
        retry: (tries, error) => error instanceof Refusal && error.status === 0 && tries < 5,
        refetchOnWindowFocus: false
      }
    }
  });
}
