/** The field's words for what a delegation thinks of a proposal. */
import type { PositionsShown, Stance, SubjectSense } from '#lib/api/consensus.ts';
import { m } from '#lib/paraglide/messages.js';

const names: Record<Stance, () => string> = {
  support: m.stance_support,
  'can live with': m.stance_can_live_with,
  reservation: m.stance_reservation,
  object: m.stance_object
};
export const stanceName = (stance: Stance) => names[stance]();

const settings: Record<PositionsShown, () => string> = {
  names: m.positions_shown_names,
  counts: m.positions_shown_counts,
  nothing: m.positions_shown_nothing
};
export const shownName = (shown: PositionsShown) => settings[shown]();

/** How a room stands, in as few words as it takes; nothing when nobody has said anything. */
export function roomSaid(sense: SubjectSense | undefined): string[] {
  const counts = sense?.counts;
  if (!counts || !Object.keys(counts).length) return [];
  const parts = [
    { count: counts['support'] ?? 0, say: m.sense_for },
    { count: counts['can live with'] ?? 0, say: m.sense_can_live },
    { count: counts['reservation'] ?? 0, say: m.sense_reservations },
    { count: counts['object'] ?? 0, say: m.sense_object },
    { count: sense.silent ?? 0, say: m.sense_silent }
  ];
  return parts.filter((part) => part.count).map(({ count, say }) => say({ count }));
}
