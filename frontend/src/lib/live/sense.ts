/** Keeps the sense of the room in step with the record. */
import type { QueryClient } from '@tanstack/svelte-query';
import { type Consensus, senseOf } from '#lib/api/consensus.ts';
import { keys } from '#lib/api/keys.ts';
import type { Fact } from '#lib/api/types.ts';

/** Facts after which what the room thinks of one paragraph is all there is to read anew. */
const ALONE = /^(ParagraphEdited|Amendment|Position(Taken|Changed|Withdrawn))/;
const FEW = 4;
const asked = new Map<string, number>();

/** Read anew what facts have changed of what the room thinks, in the texts that are open. */
export function senseFollows(cache: QueryClient, facts: Fact[]): void {
  const wide = facts.filter((fact) => !ALONE.test(fact.kind) || fact.data['option_id']);
  // A breakout's status is shown beside the plenary's; what the group decides is shown everywhere.
  const everywhere = wide.some((fact) => fact.breakout_id || !fact.document_id);
  if (everywhere) {
    void cache.invalidateQueries({ queryKey: ['consensus'] });
    return;
  }
  const whole = new Set(wide.map((fact) => fact.document_id));
  const single = new Map<string, Fact>();
  for (const fact of facts) {
    if (fact.document_id && fact.paragraph_id && !whole.has(fact.document_id)) {
      single.set(fact.paragraph_id, fact);
    }
  }
  if (single.size > FEW) {
    for (const fact of single.values()) whole.add(fact.document_id);
    single.clear();
  }
  for (const id of whole) if (id) void cache.invalidateQueries({ queryKey: keys.consensus(id) });
  for (const fact of single.values()) void refresh(cache, fact);
}

async function refresh(cache: QueryClient, fact: Fact): Promise<void> {
  const { document_id: document, paragraph_id: id, seq } = fact;
  if (!document || !id) return;
  const key = keys.consensus(document);
  if (!cache.getQueryData(key)) return;
  asked.set(id, seq);
  const fresh = await senseOf(id).catch(() => null);
  if (asked.get(id) !== seq) return;
  asked.delete(id);
  if (!fresh) {
    void cache.invalidateQueries({ queryKey: key });
    return;
  }
  cache.setQueryData<Consensus>(
    key,
    (known) => known && { ...known, paragraphs: { ...known.paragraphs, [id]: fresh } }
  );
}
