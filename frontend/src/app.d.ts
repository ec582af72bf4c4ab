import 'svelte/elements';

declare module 'svelte/elements' {
  interface HTMLAttributes<T> {
    /** ARIA 1.3; Svelte's list does not have it yet. */
    'aria-description'?: string | undefined | null;
  }
}
