/** Follows a group's record and makes stale in the cache what each new fact touches. */
import type { QueryClient } from '@tanstack/svelte-query';
import { paragraph as fetchParagraph } from '#lib/api/index.ts';
import { keys } from '#lib/api/keys.ts';
import type { Fact, Paragraph, TextDocument } from '#lib/api/types.ts';
import { senseFollows } from './sense.ts';

/** Facts come in bursts; one look at the cache serves a burst. */
const GATHER = 120;
const SLOW = 2000;
const RETRY = 3000;

/** Facts that change one paragraph and nothing around it. */
const WITHIN = new Set([
  'ParagraphEdited',
  'AmendmentProposed',
  'AmendmentAccepted',
  'AmendmentRejected',
  'AmendmentWithdrawn',
  'AmendmentFell',
  'AmendmentAcceptedInPart',
  'AmendmentSubsumed',
  'AgreementConfirmed',
  'AgreementDeclined',
  'PackageBroken',
  'PositionTaken',
  'PositionChanged',
  'PositionWithdrawn',
  'ReferencesLinked',
  'StatusDeclared',
  'AgreementReopened',
  'StatusFell',
  'SilenceBroken'
]);

/** Facts about brackets, which change the words of one paragraph where they stand in one only. */
const BRACKETS = new Set([
  'BracketPlaced',
  'BracketJoined',
  'BracketLifted',
  'BracketRemoved',
  'BracketFell',
  'RivalsJoined',
  'RivalChosen',
  'PlaceholderPut',
  'SecretariatNotePut',
  'StructureTaken'
]);

function within({ kind, data }: Fact): boolean {
  return WITHIN.has(kind) || (BRACKETS.has(kind) && (data['places'] ?? 1) === 1);
}

/** Start following; `after` is the last fact already known. Returns how to stop. */
export function follow(cache: QueryClient, group: string, after?: number): () => void {
  let source: EventSource | null = null;
  let last = after;
  let again: ReturnType<typeof setTimeout> | undefined;
  const gathered = gatherer(cache, group);

  function connect() {
    source = new EventSource(`/api/groups/${group}/events${last === undefined ? '' : `?after=${last}`}`);
    source.addEventListener('fact', (event: MessageEvent<string>) => {
      const fact = JSON.parse(event.data) as Fact;
      last = fact.seq;
      gathered.add(fact);
    });
    source.addEventListener('open', () => {
      // Without a starting point something may have happened between reading and following.
      if (last === undefined) gathered.everything();
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      gathered.everything();
      again = setTimeout(connect, RETRY);
    });
  }
  connect();
  return () => {
    clearTimeout(again);
    gathered.stop();
    source?.close();
  };
}

function gatherer(cache: QueryClient, group: string) {
  let facts: Fact[] = [];
  let soon: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let reports: ReturnType<typeof setTimeout> | undefined;
  const stale = (queryKey: readonly unknown[]) => void cache.invalidateQueries({ queryKey });

  function overview() {
    later = undefined;
    stale(keys.group(group));
    stale(keys.me);
    stale(['burn-down']);
    stale(['desk']);
  }
  function compare() {
    reports = undefined;
    stale(['breakout']);
  }
  function spread() {
    soon = undefined;
    const batch = facts;
    facts = [];
    stale(['record', group]);
    stale(['timeline']);
    senseFollows(cache, batch);
    if (batch.some((fact) => fact.kind.startsWith('Amendment'))) stale(['proposals']);
    for (const id of idsOf(batch, 'paragraph_id')) {
      stale(keys.history(id));
      stale(keys.paragraph(id));
    }
    for (const id of idsOf(batch, 'breakout_id')) stale(keys.breakout(id));
    if (batch.some((fact) => /^(Person|Role|Invitation|Delegation)/.test(fact.kind))) {
      stale(keys.people(group));
    }
    if (batch.some((fact) => /^(Silence|Explanation)/.test(fact.kind))) stale(['silences']);
    if (batch.some((fact) => fact.kind.startsWith('Sitting'))) stale(keys.sittings(group));
    const documents = staleDocuments(batch);
    for (const id of documents) stale(id === null ? ['document'] : keys.document(id));
    // Typing changes no bracket; whatever else is decided about the text may.
    const bracketed = batch.filter((fact) => !/^(ParagraphEdited|Amendment(Proposed|Fell))$/.test(fact.kind));
    for (const id of idsOf(bracketed, 'document_id')) stale(keys.brackets(id));
    // A text that is read anew as a whole brings each of its paragraphs: agreement by silence
    // changes hundreds at once.
    const alone = lastOfEach(batch).filter((fact) => !documents.has(fact.document_id));
    if (!documents.has(null)) for (const fact of alone) void refresh(cache, fact);
    if (batch.some((fact) => fact.kind !== 'ParagraphEdited')) later ??= setTimeout(overview, SLOW);
    // A report stands beside the plenary's words: they may have moved under it.
    if (batch.some((fact) => fact.paragraph_id)) reports ??= setTimeout(compare, SLOW);
  }
  return {
    add(fact: Fact) {
      facts.push(fact);
      soon ??= setTimeout(spread, GATHER);
    },
    everything() {
      void cache.invalidateQueries();
    },
    stop() {
      clearTimeout(soon);
      clearTimeout(later);
      clearTimeout(reports);
    }
  };
}

function idsOf(facts: Fact[], key: 'paragraph_id' | 'breakout_id' | 'document_id'): Set<string> {
  return new Set(facts.map((fact) => fact[key]).filter((id): id is string => id !== null));
}

/** Facts about the group that change what every text shows of who wrote what. */
const EVERYWHERE = new Set(['AttributionSet', 'PositionsShownSet', 'RoleRevoked', 'BreakoutMembersSet']);

/** Documents to be read anew; null stands for all of them (a breakout changes two at once). */
function staleDocuments(facts: Fact[]): Set<string | null> {
  const wide = facts.filter((fact) => !within(fact));
  if (wide.some((fact) => fact.breakout_id || EVERYWHERE.has(fact.kind))) return new Set([null]);
  return new Set(wide.filter((fact) => fact.document_id).map((fact) => fact.document_id));
}

/** The last fact about each paragraph that changed by itself. */
function lastOfEach(facts: Fact[]): Fact[] {
  const last = new Map<string, Fact>();
  for (const fact of facts) {
    if (within(fact) && fact.paragraph_id) last.set(fact.paragraph_id, fact);
  }
  return [...last.values()];
}

const asked = new Map<string, number>();

/** Read one paragraph anew and put it in its place in the document. */
async function refresh(cache: QueryClient, fact: Fact): Promise<void> {
  const { document_id: document, paragraph_id: id, seq } = fact;
  if (!document || !id || !cache.getQueryData(keys.document(document))) return;
  asked.set(id, seq);
  const fresh = await fetchParagraph(id).catch(() => null);
  // A later fact has asked again meanwhile: its answer is the newer one.
  if (asked.get(id) !== seq) return;
  asked.delete(id);
  if (!fresh || !putParagraph(cache, fresh)) {
    void cache.invalidateQueries({ queryKey: keys.document(document) });
  }
}

/** Put a paragraph as the server now sees it into its document; false if the document does not know it. */
export function putParagraph(cache: QueryClient, fresh: Paragraph): boolean {
  const key = keys.document(fresh.document_id);
  const known = cache.getQueryData<TextDocument>(key);
  if (!known?.paragraphs.some((paragraph) => paragraph.id === fresh.id)) return false;
  if (fresh.amendments.some((amendment) => !known.seats[amendment.pen])) return false;
  cache.setQueryData<TextDocument>(key, {
    ...known,
    paragraphs: known.paragraphs.map((old) => (old.id === fresh.id ? fresh : old))
  });
  return true;
}
