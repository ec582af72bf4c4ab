/** Which version of a paragraph is shown, against which, and how; steps and plays along the line. */
import type { Shape, Version } from '#lib/api/timeline.ts';

export type View = 'words' | 'changes' | 'authors';

/** How long each version stands while the line is played. */
export const PACE = 1600;

export class Player {
  versions = $state.raw<Version[]>([]);
  view = $state<View>('changes');
  of = $state<Shape>('amended');
  playing = $state(false);
  /** The version chosen by hand to compare with; null: the one before. */
  against = $state<string | null>(null);
  private chosen = $state<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Where the shown version stands among all; the newest until one is chosen. */
  readonly place = $derived.by(() => {
    const found = this.versions.findIndex((one) => one.id === this.chosen);
    return found >= 0 ? found : this.versions.length - 1;
  });
  readonly shown = $derived(this.versions[this.place]);
  /** The version the shown one is compared with. */
  readonly before = $derived(this.against ?? this.shown?.previous ?? null);

  show(id: string): void {
    this.stop();
    this.chosen = id;
  }

  /** Go to the version at a place; the ends hold. */
  go(place: number): void {
    const one = this.versions[Math.max(0, Math.min(place, this.versions.length - 1))];
    if (one) this.chosen = one.id;
  }

  step(by: number): void {
    this.stop();
    this.go(this.place + by);
  }

  toggle(): void {
    if (this.playing) return this.stop();
    if (this.place >= this.versions.length - 1) this.go(0);
    this.playing = true;
    this.next();
  }

  stop(): void {
    this.playing = false;
    clearTimeout(this.timer);
  }

  private next(): void {
    this.timer = setTimeout(() => {
      if (this.place >= this.versions.length - 1) return this.stop();
      this.go(this.place + 1);
      this.next();
    }, PACE);
  }
}
