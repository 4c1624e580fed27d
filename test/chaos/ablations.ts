import { type Fault } from './fault-plan.ts';

/**
 * A safeguard taken away, to show that a run notices. None of them needs a switch in the services:
 * each is made in the database or the environment of its run.
 */
export interface Ablation {
  name: string;
  /** What the run must find without it. */
  expected: 'doubled' | 'lost' | 'wasted model calls';
  /** The faults it protects from; undefined: it is missed without any. */
  faults?: readonly Fault['kind'][];
  sql?: string;
  environment?: Record<string, string>;
}

/** A trigger that sets what the row would have been. */
const trigger = (name: string, when: string, table: string, body: string): string => `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
  CREATE TRIGGER ${name} ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}();`;

/** Every delivery of a message looks like a new one. */
const noUniqueInbox = trigger(
  'forget_inbound_id',
  'BEFORE INSERT',
  'message',
  `IF NEW.provider_message_id IS NOT NULL THEN
     NEW.provider_message_id := NEW.provider_message_id || '~' || gen_random_uuid();
   END IF;
   RETURN NEW;`,
);

/** The fence never moves, and a message may have several answers. */
const noFence = `
  ALTER TABLE message_answer DROP CONSTRAINT message_answer_pkey;
  ${trigger('hold_fence', 'BEFORE UPDATE', 'conversation', 'NEW.fence := OLD.fence; RETURN NEW;')}`;

/** A reply counts as delivered when it is decided: the one attempt that follows is all there is. */
const noOutbox = trigger(
  'forget_delivery',
  'AFTER INSERT',
  'outbox_delivery',
  `UPDATE outbox_delivery SET state = 'delivered', claimed_by = NULL,
     delivered_at = clock_timestamp()
   WHERE (tenant_id, id) = (NEW.tenant_id, NEW.id);
   RETURN NULL;`,
);

/** Renewing a lease changes nothing; the one in Redis is renewed too late. */
const noHeartbeat = trigger(
  'ignore_heartbeat',
  'BEFORE UPDATE',
  'conversation',
  `IF NEW.fence = OLD.fence AND NEW.owner = OLD.owner AND NEW.lease_until > OLD.lease_until THEN
     NEW.lease_until := OLD.lease_until;
   END IF;
   RETURN NEW;`,
);

export const ablations = (leaseMs: number): Ablation[] => [
  { name: 'no unique inbox', expected: 'doubled', sql: noUniqueInbox },
  {
    name: 'neither fence nor unique answer',
    expected: 'doubled',
    faults: ['freeze-during-model-call'],
    sql: noFence,
  },
  {
    name: 'no outbox',
    expected: 'lost',
    faults: ['provider-busy', 'kill-point', 'kill-after-provider-took'],
    sql: noOutbox,
  },
  {
    name: 'no sweeper',
    expected: 'lost',
    faults: ['redis-restarted-empty', 'kill-during-model-call', 'kill'],
    environment: { SWEEP_MS: '86400000' },
  },
  {
    name: 'no heartbeat',
    expected: 'wasted model calls',
    sql: noHeartbeat,
    environment: { LEASE_HEARTBEAT_MS: String(leaseMs - 1) },
  },
];
