/** What may have become of an amendment. */
import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
  pending: m.fate_pending,
  accepted: m.fate_accepted,
  'accepted in part': m.fate_accepted_in_part,
  rejected: m.fate_rejected,
  subsumed: m.fate_subsumed,
  withdrawn: m.fate_withdrawn,
  fallen: m.fate_fallen,
  moved: m.fate_moved
};
export const FATES = Object.keys(names).filter((one) => one !== 'moved');
export const fateName = (fate: string) => names[fate]?.() ?? fate;
