import process from 'node:process';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { paraglide } from './tools/paraglide.js';

/** Where `npm run dev` sends /api; the built page is served by the same process and needs none. */
const backend = process.env['CHAPEAU_BACKEND'] ?? 'http://127.0.0.1:8000';

export default defineConfig(({ command }) => ({
  plugins: [
    // Builds and tests run tools/compile.js first: the plugin would hold their process open.
    command === 'serve' && !process.env['VITEST']
      ? paraglideVitePlugin({ ...paraglide, strategy: [...paraglide.strategy] })
      : [],
    sveltekit({
      adapter: adapter({ pages: '../app/page', assets: '../app/page', fallback: 'index.html' }),
      compilerOptions: { runes: true },
      paths: { relative: false },
      version: { pollInterval: 0 }
    })
  ],
  server: {
    proxy: { '/api': { target: backend, ws: true, changeOrigin: false } }
  },
  build: {
    // The first browsers with light-dark() and popover, on which the page's colours and sheets stand.
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
    chunkSizeWarningLimit: 600
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'happy-dom',
    restoreMocks: true
  }
}));
