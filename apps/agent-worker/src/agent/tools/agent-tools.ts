import { CatalogClient } from '#catalog-client';
import { Problem, type SearchHit } from '#contracts';
import { Injectable } from '@nestjs/common';
import { tool, type ToolSet } from 'ai';
import { z } from 'zod';
import { type Turn } from '../../turns/turn.js';
import { CustomerFactsReader } from '../context/customer-facts.js';
import { speaksToTheAgent } from '../injection.js';
import { type Material, materialOf } from '../material.js';

/** What tools did in one turn. */
export interface ToolUse {
  /** What they returned: an answer may rest on it. */
  readonly material: readonly Material[];
  readonly facts: readonly string[];
  /** Calls that failed for no fault of the model's. */
  readonly failures: number;
  /** What the model gave as its reason to hand over; undefined: it did not ask for it. */
  readonly handOff: string | undefined;
}

class ToolRecord implements ToolUse {
  readonly material: Material[] = [];
  readonly facts: string[] = [];
  failures = 0;
  handOff: string | undefined;

  keep(material: readonly (Material | undefined)[]): object {
    const found = material
      .filter((item) => item !== undefined)
      .filter(({ text }) => !speaksToTheAgent(text));
    this.material.push(...found);
    return { found: found.map(({ source, text }) => ({ type: source.type, id: source.id, text })) };
  }
}

const query = z.strictObject({ query: z.string().trim().min(1).max(500) });
const byId = z.strictObject({ id: z.uuid() });
const nothing = z.strictObject({});

/**
 * What a model may look up or do for one turn. No tool takes a tenant or a customer: those are the
 * turn's, so a model can be talked into nothing that is not the customer's to know.
 */
@Injectable()
export class AgentTools {
  constructor(
    private readonly catalog: CatalogClient,
    private readonly customers: CustomerFactsReader,
  ) {}

  of(turn: Turn, signal: AbortSignal): { tools: ToolSet; use: ToolUse } {
    const record = new ToolRecord();
    return { use: record, tools: { ...this.lookUps(turn, record, signal), ...own(record) } };
  }

  private lookUps(turn: Turn, record: ToolRecord, signal: AbortSignal): ToolSet {
    const { tenantId } = turn;
    const live = { useCache: false };
    const inWords = (found: SearchHit): Material | undefined => materialOf(found, turn.language);
    const guarded =
      <Input>(work: (input: Input) => Promise<object>) =>
      async (input: Input): Promise<object> =>
        guard(record, signal, () => work(input));
    return {
      search_catalog: tool({
        description: 'Finds products and services by words.',
        inputSchema: query,
        execute: guarded(async (input) =>
          record.keep(await this.search(turn, input.query, isGoods, signal)),
        ),
      }),
      search_knowledge: tool({
        description: 'Finds policies, procedures and answers to common questions by words.',
        inputSchema: query,
        execute: guarded(async (input) =>
          record.keep(await this.search(turn, input.query, isKnowledge, signal)),
        ),
      }),
      product_details: tool({
        description: 'Variants, present price and present stock of a product, by its id.',
        inputSchema: byId,
        execute: guarded(async ({ id }) => {
          const product = await this.catalog.call(
            'getProduct',
            { tenantId, id, ...live },
            { signal },
          );
          return record.keep([product.active ? inWords(hit({ product })) : undefined]);
        }),
      }),
      service_details: tool({
        description: 'Price, duration and bookable hours of a service, by its id.',
        inputSchema: byId,
        execute: guarded(async ({ id }) => {
          const service = await this.catalog.call(
            'getService',
            { tenantId, id, ...live },
            { signal },
          );
          const hours = `Hours: ${JSON.stringify(turn.agent.businessHours ?? 'always')}`;
          record.facts.push(hours);
          const found = record.keep([service.active ? inWords(hit({ service })) : undefined]);
          return { ...found, hours };
        }),
      }),
      conversation_facts: tool({
        description:
          'What is known of the customer who writes: since when, and what was asked before.',
        inputSchema: nothing,
        execute: guarded(async () => {
          const facts = (await this.customers.read(turn)) ?? {};
          record.facts.push(JSON.stringify(facts));
          return facts;
        }),
      }),
    };
  }

  private async search(
    { tenantId, language }: Turn,
    words: string,
    wanted: (found: SearchHit) => boolean,
    signal: AbortSignal,
  ): Promise<(Material | undefined)[]> {
    const request = { tenantId, query: words, language, limit: 8 };
    const { hits } = await this.catalog.call('search', request, { signal });
    return hits
      .filter(wanted)
      .slice(0, 5)
      .map((found) => materialOf(found, language));
  }
}

const isKnowledge = ({ knowledge }: SearchHit): boolean => knowledge !== undefined;
const isGoods = (found: SearchHit): boolean => !isKnowledge(found);

const hit = (item: Pick<SearchHit, 'product' | 'service'>): SearchHit => ({
  ...{ score: 1, coverage: 1 },
  ...item,
});

const own = (record: ToolRecord): ToolSet => ({
  hand_off: tool({
    description: 'Gives the conversation to a human colleague. Say nothing after it.',
    inputSchema: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    execute: ({ reason }) => {
      record.handOff = reason;
      return { done: true };
    },
  }),
});

/** A tool that fails tells the model so; what is not there is an answer, not a failure. */
const guard = async (
  record: ToolRecord,
  signal: AbortSignal,
  work: () => Promise<object>,
): Promise<object> => {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem && error.code === 'not_found') return { found: [] };
    record.failures += 1;
    return { error: 'unavailable' };
  }
};
