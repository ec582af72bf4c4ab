/** What is saved, told to somebody who is typing: once when saving begins and once when all is. */
import { type PageState, type Readable, sameData } from '#lib/sync/index.ts';

const CALM = 400;

/** The same states, without the "saved" between two letters; nothing is called saved too early. */
export function calm(state: Readable<PageState>): Readable<PageState> {
  return {
    subscribe(told) {
      let shown: PageState | null = null;
      let soon: ReturnType<typeof setTimeout> | undefined;
      const show = (now: PageState) => {
        shown = now;
        told(now);
      };
      const stop = state.subscribe((now) => {
        clearTimeout(soon);
        if (now.kind === 'saved' && shown?.kind === 'saving') {
          soon = setTimeout(() => show(now), CALM);
        } else if (!sameData(now, shown)) show(now);
      });
      return () => {
        clearTimeout(soon);
        stop();
      };
    }
  };
}
