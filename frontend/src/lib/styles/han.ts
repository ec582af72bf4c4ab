/**
 * Chinese letters for those whose system has none. The list of the font's hundred parts alone weighs
 * half of the shell, so it is fetched only when a text has Chinese in it; of the parts, the browser
 * fetches those whose letters it meets.
 */
import type { Run } from '#lib/words.ts';

const HAN = /\p{Script=Han}/u;
let asked = false;

export function lettersFor(texts: Iterable<Run[]>): void {
  if (asked) return;
  for (const runs of texts) {
    if (!runs.some((run) => HAN.test(run.text))) continue;
    asked = true;
    void import('@fontsource-variable/noto-serif-sc/wght.css');
    return;
  }
}
