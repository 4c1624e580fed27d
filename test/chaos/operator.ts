import { setTimeout as delay } from 'node:timers/promises';
import { query } from './database.ts';
import { type Service } from './service.ts';

export interface OperatorOptions {
  gateways: string[];
  key: string;
  databaseUrl: string;
}

const giveUpMs = 30_000;

/** A human at the inbox, who takes conversations over while the bot thinks, and gives them back. */
export class Operator {
  private readonly options: OperatorOptions;

  constructor(options: OperatorOptions) {
    this.options = options;
  }

  /** Takes over what the worker works on. @returns whether there was anything */
  async takeOver(worker: Service, forMs: number): Promise<boolean> {
    const rows = await query<{ id: string }>(
      this.options.databaseUrl,
      `SELECT id FROM conversation
       WHERE split_part(owner, ':', 2) = $1 AND lease_until > clock_timestamp() LIMIT 1`,
      [String(worker.pid)],
    );
    const id = rows[0]?.id;
    if (id === undefined) return false;
    await this.order(`/v1/conversations/${id}/handoff`);
    await delay(forMs);
    await this.order(`/v1/conversations/${id}/return`);
    return true;
  }

  /** Again until it is done: gateways are killed as well. */
  private async order(path: string): Promise<void> {
    const end = performance.now() + giveUpMs;
    for (let attempt = 0; performance.now() < end; attempt++) {
      if (await this.post(path, attempt)) return;
      await delay(200);
    }
    throw new Error(`${path} was not done within ${giveUpMs} ms`);
  }

  private async post(path: string, attempt: number): Promise<boolean> {
    const { gateways, key } = this.options;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    try {
      const response = await fetch(`${gateways[attempt % gateways.length] ?? ''}${path}`, {
        ...{ method: 'POST', headers, body: '{}' },
        signal: AbortSignal.timeout(3000),
      });
      await response.text();
      return response.ok;
    } catch {
      return false;
    }
  }
}
