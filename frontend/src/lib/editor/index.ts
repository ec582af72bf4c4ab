/** The editor: the page's door to a paragraph one can write in. */
export type { Mode } from './amend.ts';
export type { Held } from './held.ts';
export { liveParagraph, type LiveOptions, type LiveParagraph } from './live.ts';
export { seatColour, type Seat, type Seats } from './seats.ts';
export {
  type EditorCallbacks,
  type EditorStrings,
  mountParagraph,
  type ParagraphOptions,
  type ParagraphView
} from './view.ts';
