import { type HeldLease } from './lease-backend.js';

export interface ForcedRelease {
  readonly resource: string;
  /** Who orders it, and why: for the audit. */
  readonly by: string;
  readonly reason: string;
  /** Undefined: nobody held it. */
  readonly holder: HeldLease | undefined;
}
