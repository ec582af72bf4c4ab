import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['.svelte-kit/', 'src/lib/paraglide/', 'src/lib/api/generated/', '../app/page/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // TypeScript finds undefined names itself, and knows the types this rule does not.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }]
    }
  },
  {
    // A declaration that is merged must repeat the original's type parameter.
    files: ['src/app.d.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // The page is served from the root of its own host: links need no base path.
      'svelte/no-navigation-without-resolve': 'off',
      // Most maps here are looked things up in and never watched; those that are watched say so.
      'svelte/prefer-svelte-reactivity': 'off',
      // One of two nested snippets of one name would otherwise read differently from the other.
      'svelte/no-useless-children-snippet': 'off'
    }
  }
);
