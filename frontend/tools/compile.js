/** Compiles the message catalogue, so that types and checks see it without a build. */
import { compile } from '@inlang/paraglide-js';
import { paraglide } from './paraglide.js';

await compile({ ...paraglide, strategy: [...paraglide.strategy] });
