/** Compiles the message catalogue, so that build, types and checks all see the same sentences. */
import process from 'node:process';
import { compile } from '@inlang/paraglide-js';
import { paraglide } from './paraglide.js';

await compile({ ...paraglide, strategy: [...paraglide.strategy] });
// The compiler's store leaves timers running for half a minute after its work is done.
process.exit(0);
