/** The colour of a delegation's seat, from its place in the palette. */
export function seatColour(place: number | null | undefined): string {
  return place === null || place === undefined ? 'var(--seat-none)' : `var(--seat-${place})`;
}
