/** What the server sends and takes, in the page's words; the shapes are the generated client's. */
import type * as Server from './generated/index.ts';

export type { DocumentCard, ImportReport, RecordPage, RedlinePiece, Waiting } from './generated/index.ts';
export type { BreakoutCard } from './generated/index.ts';
export type Run = Server.RunOut;
/** Whether an act is allowed, as the server's rule answered; the page never works it out. */
export type Answer = Server.Ability;
export type Me = Server.HomeOut;
export type MyGroup = Server.GroupCard;
export type Group = Server.GroupOut;
export type Delegation = Server.DelegationOut;
export type DelegationKind = Delegation['kind'];
export type Person = Server.MemberOut;
export type Role = Person['role'];
export type SignInLink = Server.LinkOut;
export type Fact = Server.FactOut;
export type TextDocument = Server.DocumentOut;
export type Category = Server.CategoryOut;
export type Paragraph = Server.ParagraphOut;
export type Kind = Paragraph['kind'];
export type Status = Paragraph['status'];
export type Amendment = Server.AmendmentOut;
export type Breakout = Server.BreakoutOut;
export type BreakoutState = Breakout['state'];
export type BreakoutItem = Server.BreakoutItemOut;
export type ItemState = BreakoutItem['state'];
