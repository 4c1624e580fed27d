import { type CacheId } from '../keys.js';
import { type WarmPriority } from '../warming/warm-queue.js';
import { type WarmResult } from '../warming/warming.js';
import { type KeyReport } from './key-report.js';
import { type ProcessReport } from './process-report.js';

/** What one process says of a key. */
export interface KeySighting extends KeyReport {
  readonly version: number;
  /** The TTL a value loaded by it now would get, in milliseconds. */
  readonly ttlMs: number;
}

/** What this process can say and do by itself. */
export interface LocalOperations {
  /** Its name. */
  readonly process: string;
  /** Versions of the families it declares. */
  versions(): Readonly<Record<string, number>>;
  report(scope?: string): ProcessReport;
  sight(family: string, scope: string, id: CacheId): Promise<KeySighting | undefined>;
  /** `null`: not done yet; `undefined`: it has no warmer for any of it. */
  warm(order: WarmOrder): Promise<WarmResult | null | undefined>;
}

export interface WarmOrder {
  /** The hottest of each family unless given. */
  readonly scopes?: readonly string[];
  /** All that can be warmed unless given. */
  readonly families?: readonly string[];
  readonly priority: WarmPriority;
  /** How long to wait for the result, in milliseconds. */
  readonly patienceMs: number;
}
