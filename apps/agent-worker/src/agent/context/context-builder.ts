import { inSpan } from '#observability';
import { runInPartLedger } from '#relations';
import { Injectable, Logger } from '@nestjs/common';
import { type ModelMessage } from 'ai';
import { type Turn } from '../../turns/turn.js';
import { tokenCounter } from '../models/token-count.js';
import { type Finding } from '../retrieval.js';
import { CustomerFactsReader } from './customer-facts.js';
import { type FittedPieces, fitPieces, type Piece, type PieceName } from './fit-pieces.js';
import { instructionsOf } from './prompt.js';

/** Most tokens of a prompt before tools are asked: what small models take, and large ones pay for. */
const promptTokenBudget = 6_000;

/** What a model is told, the same parts first every time. */
export interface ModelContext extends Omit<FittedPieces, 'items'> {
  instructions: string;
  messages: ModelMessage[];
}

/** A piece, and what it cost; one that cannot be made is empty. */
const made = async (
  name: PieceName,
  make: () => Promise<readonly string[]> | readonly string[],
  onFailure: (error: unknown) => void = () => undefined,
): Promise<Piece> =>
  inSpan(`piece ${name}`, {}, () =>
    runInPartLedger(async (ledger) => {
      const startedAt = performance.now();
      let items: readonly string[] = [];
      let failed = false;
      try {
        items = await make();
      } catch (error) {
        failed = true;
        onFailure(error);
      }
      const milliseconds = performance.now() - startedAt;
      return { name, items, failed, milliseconds, ...ledger.toJSON() };
    }),
  );

const section = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `${title}:\n${items.join('\n')}`;

/** Puts together what a model may know: parts made side by side, in a stated order of importance. */
@Injectable()
export class ContextBuilder {
  private readonly logger = new Logger(ContextBuilder.name);

  constructor(private readonly customers: CustomerFactsReader) {}

  async build(turn: Turn, findings: readonly Finding[]): Promise<ModelContext> {
    const warn = (error: unknown): void => {
      this.logger.warn({ err: error as Error }, 'the prompt goes without what the customer said');
    };
    const facts = this.customers.read(turn);
    const count = await tokenCounter();
    const pieces = await Promise.all([
      made('instructions', () => [instructionsOf(turn)]),
      made('question', () => [JSON.stringify(turn.unanswered.map(({ text }) => text))]),
      made('information', () => informationOf(findings)),
      made('recent', () => recentOf(turn)),
      made('customer', async () => customerLines(turn, await facts), warn),
      made('earlier', async () => (await facts)?.earlierMessages ?? []),
    ]);
    const { items, ...fitted } = fitPieces(pieces, promptTokenBudget, count);
    return { ...fitted, instructions: items.instructions.join('\n'), messages: messagesOf(items) };
  }
}

const informationOf = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.flatMap(({ material }) => material.map(({ text }) => JSON.stringify(text)))),
];

/** Newest first, so that the oldest is left out first. */
const recentOf = ({ history }: Turn): string[] =>
  history
    .map(
      ({ author, text }) =>
        `${author === 'customer' ? 'customer' : 'you'}: ${JSON.stringify(text)}`,
    )
    .toReversed();

const customerLines = (
  { customerName }: Turn,
  facts: { customerSince: string; conversations: number } | undefined,
): string[] => [
  ...(customerName === null ? [] : [`name: ${JSON.stringify(customerName)}`]),
  ...(facts === undefined
    ? []
    : [`customer since ${facts.customerSince}, conversation number ${facts.conversations}`]),
];

/** From what changes least to what changes most; all of it is data, marked as such. */
const messagesOf = (items: Readonly<Record<PieceName, readonly string[]>>): ModelMessage[] => {
  const content = [
    section('Customer', items.customer),
    section('Asked earlier', items.earlier.toReversed()),
    section('Conversation', items.recent.toReversed()),
    section('Information', items.information),
    section('Answer these messages of the customer', items.question),
  ].filter((part) => part !== '');
  return [{ role: 'user', content: content.join('\n\n') }];
};
