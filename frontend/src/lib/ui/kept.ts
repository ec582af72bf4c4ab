/** Keeps the former value where the fresh one says the same, so that nobody looks at it again. */
export function kept<T>(same: (before: T, fresh: T) => boolean): (fresh: T) => T {
  let before: T | undefined;
  return (fresh) => (before !== undefined && same(before, fresh) ? before : (before = fresh));
}

/** Whether two lists hold the very same things. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
