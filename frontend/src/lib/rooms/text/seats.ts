/** Whose pens a document's marks name, with the delegations' colours. */
import type { Delegation, TextDocument } from '#lib/api/types.ts';
import type { EditorStrings, Seats } from '#lib/editor/index.ts';
import { m } from '#lib/paraglide/messages.js';

export function seatsOf(document: TextDocument, delegations: Delegation[]): Seats {
  const colours = new Map(delegations.map((one) => [one.id, one.colour]));
  return Object.fromEntries(
    Object.entries(document.seats).map(([pen, { label, delegation_id: id, mine }]) => [
      pen,
      { label, mine, colour: colours.get(id ?? '') ?? null }
    ])
  );
}

/** What a screen reader is told of an editor and of amendments. */
export function editorStrings(label: string): EditorStrings {
  return {
    editor: label ? m.editor_of({ label }) : m.editor_unnumbered(),
    inserted: (by) => (by ? m.inserted_by({ by }) : m.inserted()),
    deleted: (by) => (by ? m.deleted_by({ by }) : m.deleted())
  };
}
