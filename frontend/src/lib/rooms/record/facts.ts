/** The kinds of facts a reader may filter the record by, in the page's language. */
import { m } from '#lib/paraglide/messages.js';

interface FactGroup {
  name: () => string;
  kinds: { kind: string; name: () => string }[];
}

export const FACT_GROUPS: readonly FactGroup[] = [
  {
    name: m.facts_text,
    kinds: [
      { kind: 'ParagraphEdited', name: m.fact_paragraph_edited },
      { kind: 'ParagraphAdded', name: m.fact_paragraph_added },
      { kind: 'ParagraphMoved', name: m.fact_paragraph_moved },
      { kind: 'ParagraphSplit', name: m.fact_paragraph_split },
      { kind: 'ParagraphsMerged', name: m.fact_paragraphs_merged },
      { kind: 'ParagraphRetired', name: m.fact_paragraph_retired },
      { kind: 'KindChanged', name: m.fact_kind_changed },
      { kind: 'LevelChanged', name: m.fact_level_changed },
      { kind: 'DocumentRenumbered', name: m.fact_document_renumbered },
      { kind: 'NumberingSet', name: m.fact_numbering_set },
      { kind: 'ReferencesLinked', name: m.fact_references_linked }
    ]
  },
  {
    name: m.amendments,
    kinds: [
      { kind: 'AmendmentProposed', name: m.fact_amendment_proposed },
      { kind: 'AmendmentAccepted', name: m.fact_amendment_accepted },
      { kind: 'AmendmentAcceptedInPart', name: m.fact_amendment_accepted_in_part },
      { kind: 'AmendmentSubsumed', name: m.fact_amendment_subsumed },
      { kind: 'AmendmentRejected', name: m.fact_amendment_rejected },
      { kind: 'AmendmentWithdrawn', name: m.fact_amendment_withdrawn },
      { kind: 'AmendmentFell', name: m.fact_amendment_fell }
    ]
  },
  {
    name: m.facts_alternatives,
    kinds: [
      { kind: 'OptionAdded', name: m.fact_option_added },
      { kind: 'OptionWithdrawn', name: m.fact_option_withdrawn },
      { kind: 'OptionChosen', name: m.fact_option_chosen },
      { kind: 'OptionsMerged', name: m.fact_options_merged },
      { kind: 'AlternativesLeft', name: m.fact_alternatives_left },
      { kind: 'AlternativesReopened', name: m.fact_alternatives_reopened }
    ]
  },
  {
    name: m.facts_consensus,
    kinds: [
      { kind: 'StatusDeclared', name: m.fact_status_declared },
      { kind: 'StatusFell', name: m.fact_status_fell },
      { kind: 'AgreementReopened', name: m.fact_agreement_reopened },
      { kind: 'AgreementConfirmed', name: m.fact_agreement_confirmed },
      { kind: 'AgreementDeclined', name: m.fact_agreement_declined },
      { kind: 'PackageCompleted', name: m.fact_package_completed },
      { kind: 'PackageBroken', name: m.fact_package_broken },
      { kind: 'PositionTaken', name: m.fact_position_taken },
      { kind: 'PositionChanged', name: m.fact_position_changed },
      { kind: 'PositionWithdrawn', name: m.fact_position_withdrawn }
    ]
  },
  {
    name: m.facts_meetings,
    kinds: [
      { kind: 'SilenceOpened', name: m.fact_silence_opened },
      { kind: 'SilenceBroken', name: m.fact_silence_broken },
      { kind: 'SilenceConcluded', name: m.fact_silence_concluded },
      { kind: 'SilenceCancelled', name: m.fact_silence_cancelled },
      { kind: 'SilenceReminded', name: m.fact_silence_reminded },
      { kind: 'ExplanationGiven', name: m.fact_explanation_given },
      { kind: 'SittingOpened', name: m.fact_sitting_opened },
      { kind: 'SittingClosed', name: m.fact_sitting_closed }
    ]
  },
  {
    name: m.breakouts,
    kinds: [
      { kind: 'BreakoutOpened', name: m.fact_breakout_opened },
      { kind: 'BreakoutReported', name: m.fact_breakout_reported },
      { kind: 'ParagraphEndorsed', name: m.fact_paragraph_endorsed },
      { kind: 'BreakoutEndorsed', name: m.fact_breakout_endorsed },
      { kind: 'WorkReturned', name: m.fact_work_returned }
    ]
  },
  {
    name: m.facts_group,
    kinds: [
      { kind: 'PersonInvited', name: m.fact_person_invited },
      { kind: 'RoleRevoked', name: m.fact_role_revoked },
      { kind: 'DelegationSeated', name: m.fact_delegation_seated },
      { kind: 'AttributionSet', name: m.fact_attribution_set },
      { kind: 'PositionsShownSet', name: m.fact_positions_shown_set },
      { kind: 'DocumentOpened', name: m.fact_document_opened },
      { kind: 'CategoryAdded', name: m.fact_category_added },
      { kind: 'CategoryRenamed', name: m.fact_category_renamed }
    ]
  }
];
