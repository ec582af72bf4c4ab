/** The field's words (statuses, kinds, roles) in the reader's language. */
import { m } from '#lib/paraglide/messages.js';
import type {
  BreakoutState,
  DelegationKind,
  ItemState,
  Kind,
  Role,
  Status
} from '#lib/api/types.ts';

export const STATUSES: readonly Status[] = [
  'agreed',
  'agreed ad referendum',
  'agreed pending delegations',
  'agreed as a package',
  'under discussion',
  'divergent',
  'deferred',
  'withdrawn',
  'not discussed'
];
/** The statuses under which words stand still. */
export const SETTLED: readonly Status[] = [
  'agreed',
  'agreed ad referendum',
  'agreed pending delegations',
  'agreed as a package'
];
export const KINDS: readonly Kind[] = [
  'heading',
  'chapeau',
  'preambular',
  'operative',
  'statement',
  'recommendation',
  'note'
];
export const ROLES: readonly Role[] = [
  'chair',
  'vice-chair',
  'secretariat',
  'delegate',
  'observer'
];
export const DELEGATION_KINDS: readonly DelegationKind[] = [
  'member State',
  'international organisation',
  'business',
  'civil society',
  'technical and academic community'
];

const statuses: Record<Status, () => string> = {
  'not discussed': m.status_not_discussed,
  'under discussion': m.status_under_discussion,
  'agreed ad referendum': m.status_agreed_ad_referendum,
  'agreed pending delegations': m.status_agreed_pending_delegations,
  'agreed as a package': m.status_agreed_as_a_package,
  agreed: m.status_agreed,
  divergent: m.status_divergent,
  deferred: m.status_deferred,
  withdrawn: m.status_withdrawn
};
const kinds: Record<Kind, () => string> = {
  heading: m.kind_heading,
  chapeau: m.kind_chapeau,
  preambular: m.kind_preambular,
  operative: m.kind_operative,
  statement: m.kind_statement,
  recommendation: m.kind_recommendation,
  note: m.kind_note
};
const roles: Record<string, () => string> = {
  chair: m.role_chair,
  'vice-chair': m.role_vice_chair,
  secretariat: m.role_secretariat,
  delegate: m.role_delegate,
  observer: m.role_observer,
  convenor: m.role_convenor,
  member: m.role_member,
  system: m.role_system
};
const delegationKinds: Record<DelegationKind, () => string> = {
  'member State': m.delegation_kind_state,
  'international organisation': m.delegation_kind_organisation,
  business: m.delegation_kind_business,
  'civil society': m.delegation_kind_civil,
  'technical and academic community': m.delegation_kind_technical
};
const states: Record<BreakoutState | ItemState, () => string> = {
  'at work': m.state_at_work,
  reported: m.state_reported,
  endorsed: m.state_endorsed,
  'endorsed as amended': m.state_endorsed_as_amended,
  returned: m.state_returned
};

export const statusName = (status: Status) => statuses[status]();
export const kindName = (kind: Kind) => kinds[kind]();
export const roleName = (role: string) => roles[role]?.() ?? role;
export const delegationKindName = (kind: DelegationKind) => delegationKinds[kind]();
export const stateName = (state: BreakoutState | ItemState) => states[state]();

/** A status as part of a CSS class or token. */
export const statusSlug = (status: Status) => status.replaceAll(' ', '-');
