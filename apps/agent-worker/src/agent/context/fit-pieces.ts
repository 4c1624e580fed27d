import { type CountTokens } from '../models/token-count.js';

/** A part of a prompt, in items that may be left out one by one from the end. */
export interface Piece {
  name: PieceName;
  /** Most important first. */
  items: readonly string[];
  /** What it cost to make. */
  milliseconds: number;
  sqlStatements: number;
  cacheHits: number;
  cacheMisses: number;
  /** It could not be made; the others stand without it. */
  failed: boolean;
}

/**
 * In the order in which pieces get a share of the tokens: without the question there is nothing to
 * answer, without information nothing to answer from, and what was said last explains both.
 */
export const pieceOrder = [
  'instructions',
  'question',
  'information',
  'recent',
  'customer',
  'earlier',
] as const;
export type PieceName = (typeof pieceOrder)[number];

/** What became of a piece, for the record of the turn. */
export interface PieceRecord extends Omit<Piece, 'items'> {
  tokens: number;
  /** Items that did not fit. */
  leftOut: number;
}

export interface FittedPieces {
  items: Readonly<Record<PieceName, readonly string[]>>;
  ledger: PieceRecord[];
  tokens: number;
}

/** As many of the items as fit, the first ones. */
const fitting = (
  items: readonly string[],
  room: number,
  count: CountTokens,
): { kept: string[]; tokens: number } => {
  const kept: string[] = [];
  let tokens = 0;
  for (const item of items) {
    const more = count(item);
    if (tokens + more > room) break;
    kept.push(item);
    tokens += more;
  }
  return { kept, tokens };
};

/** Always whole: a prompt without them asks nothing. */
const indispensable: readonly PieceName[] = ['instructions', 'question'];

/** Fills `budget` tokens in the pieces' order; what does not fit is left out, item by item. */
export const fitPieces = (
  pieces: readonly Piece[],
  budget: number,
  count: CountTokens,
): FittedPieces => {
  const fitted = Object.fromEntries(pieceOrder.map((name) => [name, []])) as unknown as Record<
    PieceName,
    readonly string[]
  >;
  let left = budget;
  const ledger = pieces
    .toSorted((one, other) => pieceOrder.indexOf(one.name) - pieceOrder.indexOf(other.name))
    .map(({ items, ...piece }): PieceRecord => {
      const room = indispensable.includes(piece.name) ? Infinity : Math.max(0, left);
      const { kept, tokens } = fitting(items, room, count);
      fitted[piece.name] = kept;
      left -= tokens;
      return { ...piece, tokens, leftOut: items.length - kept.length };
    });
  return { items: fitted, ledger, tokens: budget - left };
};
