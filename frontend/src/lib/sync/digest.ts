/** What the words of a text come to, as the server works it out, too: docs/rules/sync.md, Digests. */
import { encode, writeVarString, writeVarUint } from 'lib0/encoding';
import { digest } from 'lib0/hash/sha256';

interface Part {
  insert?: unknown;
  attributes?: Record<string, unknown>;
}

/** 16 hexadecimal digits for a Y.Text's delta, however it is cut into parts. */
export function digestOf(delta: Part[]): string {
  const runs: { text: string; keys: string[] }[] = [];
  for (const { insert, attributes = {} } of delta) {
    if (typeof insert !== 'string' || !insert) continue;
    const keys = Object.keys(attributes).filter((key) => attributes[key] != null).sort();
    const last = runs.at(-1);
    if (last && last.keys.join() === keys.join()) last.text += insert;
    else runs.push({ text: insert, keys });
  }
  const form = encode((out) => {
    for (const { text, keys } of runs) {
      writeVarString(out, text);
      writeVarUint(out, keys.length);
      for (const key of keys) writeVarString(out, key);
    }
  });
  const first = [...digest(form)].slice(0, 8);
  return first.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
