/**
 * Why the page is without its server, and when it may come back: from the code and the words a
 * socket was closed with (docs/rules/sync.md, docs/operate.md).
 */

/** What a person is told; `line` is everything that passes by itself in a moment. */
export type Loss =
  | 'line'
  | 'restart'
  | 'windows'
  | 'address'
  | 'pace'
  | 'size'
  | 'unreadable'
  | 'storage full'
  | 'storage read only'
  | 'storage away';

/** How long to stay away, in ms: any time between the two, so that not all come back at once. */
export type Pause = readonly [from: number, to: number];

/** What is back in a moment: another node, or the same one. */
const SOON: Pause = [300, 1500];
/** Where nobody answers, a page asks ever less often, but so that it is back within 5 s. */
const SELDOM = 5000;
/** The server could not store: asking again at once would not help it. */
const WHILE: Pause = [2000, 4500];
/** What only somebody can change: closing windows, cutting a text. */
const LONG: Pause = [30_000, 60_000];

const TOO_MANY: Record<string, Loss> = {
  'too many windows': 'windows',
  'too many from this address': 'address'
};
const UNSTORED: Record<string, Loss> = {
  'the storage is full': 'storage full',
  'the storage is read only': 'storage read only',
  'the storage is away': 'storage away'
};

export function lossOf(code: number, reason: string): { loss: Loss; pause: Pause } {
  switch (code) {
    case 4429:
      return { loss: TOO_MANY[reason] ?? 'pace', pause: LONG };
    case 1009:
      return { loss: 'size', pause: LONG };
    case 1003:
    case 4400:
      return { loss: 'unreadable', pause: LONG };
    case 1013: {
      const loss = UNSTORED[reason];
      return loss ? { loss, pause: WHILE } : { loss: 'line', pause: SOON };
    }
    case 1012:
      return { loss: 'restart', pause: SOON };
    default:
      return { loss: 'line', pause: SOON };
  }
}

/** Some time within a pause; a longer one after attempts that came to nothing. */
export function within([from, to]: Pause, failed = 0): number {
  const most = Math.max(to, Math.min(SELDOM, to * 2 ** failed));
  return from + Math.floor(Math.random() * (most - from));
}
