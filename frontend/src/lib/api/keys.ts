/** The names under which the cache keeps what the server said. */
export const keys = {
  me: ['me'] as const,
  group: (id: string) => ['group', id] as const,
  people: (id: string) => ['people', id] as const,
  record: (id: string, filter: object = {}) => ['record', id, filter] as const,
  document: (id: string) => ['document', id] as const,
  /** Under the document's own, so that it grows stale with it. */
  optionSet: (document: string, id: string) => ['document', document, 'set', id] as const,
  paragraph: (id: string) => ['paragraph', id] as const,
  history: (paragraph: string) => ['history', paragraph] as const,
  timeline: (paragraph: string) => ['timeline', paragraph] as const,
  brackets: (document: string) => ['brackets', document] as const,
  silences: (document: string) => ['silences', document] as const,
  burnDown: (document: string) => ['burn-down', document] as const,
  desk: (document: string) => ['desk', document] as const,
  sittings: (group: string) => ['sittings', group] as const,
  consensus: (document: string) => ['consensus', document] as const,
  proposals: (document: string) => ['proposals', document] as const,
  breakout: (id: string) => ['breakout', id] as const
};
