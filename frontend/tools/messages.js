/**
 * Holds every sentence of the page in the catalogue: no words in markup, no sentence nobody says,
 * none that is asked for and missing in a language.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'svelte/compiler';

const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);
const LETTER = /\p{L}/u;
/** Keys of the keyboard are printed on it, and the same in every language. */
const PRINTED = new Set(['kbd', 'code']);

/** @type {string[]} */
const problems = [];
/** @type {Set<string>} */
const said = new Set();
/** @type {Record<string, unknown>} */
const english = JSON.parse(readFileSync('messages/en.json', 'utf8'));

for (const file of files('src')) {
  const source = readFileSync(file, 'utf8');
  for (const [, key = ''] of source.matchAll(/\bm\.([a-z0-9_]+)/g)) {
    said.add(key);
    if (!(key in english)) problems.push(`${file}: no message “${key}”`);
  }
  if (file.endsWith('.svelte')) walk(parse(source, { modern: true }).fragment, file, source);
}
for (const key of Object.keys(english)) {
  if (key !== '$schema' && !said.has(key)) problems.push(`messages/en.json: nobody says “${key}”`);
}
for (const name of readdirSync('messages')) {
  const other = JSON.parse(readFileSync(join('messages', name), 'utf8'));
  for (const key of said) {
    if (!(key in other)) problems.push(`messages/${name}: “${key}” is missing`);
  }
}
if (problems.length) {
  console.error([...new Set(problems)].join('\n'));
  process.exit(1);
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'paraglide' || entry.name === 'generated' ? [] : files(path);
    }
    return /\.(svelte|ts)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Find words a reader would see or hear that are not from the catalogue.
 * @param {any} node of Svelte's syntax tree, whose kinds are too many to name
 * @param {string} file
 * @param {string} source
 */
function walk(node, file, source) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, file, source);
    return;
  }
  if (node.type === 'Text' && LETTER.test(node.data)) report(node, file, source);
  if (node.type === 'Attribute') {
    const parts = Array.isArray(node.value) ? node.value : [];
    if (SPOKEN.has(node.name)) for (const part of parts) walk(part, file, source);
    return;
  }
  if (node.type === 'StyleDirective' || node.type === 'StyleSheet') return;
  if (node.type === 'RegularElement' && PRINTED.has(node.name)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'metadata' && key !== 'expression') walk(value, file, source);
  }
}

/**
 * @param {{start: number, data: string}} node
 * @param {string} file
 * @param {string} source
 */
function report(node, file, source) {
  const line = source.slice(0, node.start).split('\n').length;
  problems.push(`${file}:${line}: “${node.data.trim()}” is not from the catalogue`);
}
