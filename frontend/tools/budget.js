/**
 * Weighs the built page, gzipped, and fails above the budget: the shell every room needs, the text
 * page as a whole, and each other room on top of the shell. Fonts are the browser's to fetch.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

const KB = 1024;
// 47 of these are the frameworks'; the list of what each room needs at once grows with the rooms.
const SHELL = 62 * KB;
const TEXT = 220 * KB;
const ROOM = 40 * KB;
const built = '.svelte-kit/output/client';
const generated = '.svelte-kit/generated/build/client-optimized';

/**
 * @typedef {{file: string, name?: string, isEntry?: boolean, imports?: string[], css?: string[],
 *   dynamicImports?: string[]}} Part */
/** @type {Record<string, Part>} */
const manifest = JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8'));

/**
 * Every file a part needs at once.
 * @param {string} key
 * @param {Set<string>} found
 */
function needs(key, found = new Set()) {
  const part = manifest[key];
  if (!part || found.has(part.file)) return found;
  found.add(part.file);
  for (const css of part.css ?? []) found.add(css);
  for (const child of part.imports ?? []) needs(child, found);
  return found;
}

/** @type {Map<string, number>} */
const sizes = new Map();

/** @param {Iterable<string>} files */
function weigh(files) {
  let sum = 0;
  for (const file of files) {
    const size = sizes.get(file) ?? gzipSync(readFileSync(join(built, file))).length;
    sizes.set(file, size);
    sum += size;
  }
  return sum;
}

/** @type {Set<string>} */
const shell = new Set();
for (const [key, { name = '', isEntry }] of Object.entries(manifest)) {
  // Nodes 0 and 1 are the layout and the error page.
  if (isEntry && (name.startsWith('entry/') || /^nodes\/[01]$/.test(name))) needs(key, shell);
  // What the layout fetches a moment later is a part of the shell all the same.
  if (name === 'nodes/0') for (const late of manifest[key]?.dynamicImports ?? []) needs(late, shell);
}
const lines = [{ name: 'shell', size: weigh(shell), limit: SHELL }];
const app = readFileSync(join(generated, 'app.js'), 'utf8');
for (const [, route = '', number] of app.matchAll(/"(\/[^"]*)": \[(\d+)/g)) {
  const node = Object.keys(manifest).find((key) => manifest[key]?.name === `nodes/${number}`);
  if (!node) throw new Error(`The build has no part for ${route}.`);
  const all = needs(node);
  const whole = route === '/documents/[d]';
  const size = weigh(whole ? new Set([...shell, ...all]) : [...all].filter((f) => !shell.has(f)));
  lines.push({ name: route, size, limit: whole ? TEXT : ROOM });
}
for (const { name, size, limit } of lines) {
  const mark = size > limit ? 'OVER' : 'ok';
  console.log(`${mark.padEnd(5)}${(size / KB).toFixed(1).padStart(6)} of ${limit / KB} kB  ${name}`);
}
process.exit(lines.length < 2 || lines.some(({ size, limit }) => size > limit) ? 1 : 0);
