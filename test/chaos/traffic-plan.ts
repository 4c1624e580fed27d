import { type Random } from '../support/random.ts';

/** One delivery of a message by the provider. */
export interface PlannedDelivery {
  /** Milliseconds from the start. */
  at: number;
  /** Which gateway it reaches first. */
  gateway: number;
}

export interface PlannedMessage {
  id: string;
  /** What the channel calls the customer; a customer has one conversation. */
  customer: string;
  text: string;
  /** The first one, and the provider's repetitions. */
  deliveries: PlannedDelivery[];
}

export interface TrafficOptions {
  messages: number;
  durationMs: number;
  /** What all times are divided by. */
  factor: number;
}

/** The demo shop can answer these, so that no conversation goes to a human by itself. */
const questions = [
  'How much does Puncture Repair cost?',
  'What are your opening hours?',
  'How long does Puncture Repair take?',
  'Do you deliver to Mombasa?',
];

/** Most repeated deliveries are concurrent or come soon; some come minutes later. */
const repetitions = (
  random: Random,
  at: number,
  first: number,
  factor: number,
): PlannedDelivery[] => {
  const delays = [
    () => 0,
    () => random.between(100, 2000),
    () => random.between(60_000, 180_000) / factor,
  ];
  const count = random.chance(0.2) ? 2 : 1;
  return Array.from({ length: count }, () => ({
    at: at + random.pick(delays)(),
    gateway: random.chance(0.5) ? first : first + 1,
  }));
};

/** How many messages a customer sends in one go. */
const burstSizes = [1, 1, 1, 1, 2, 2, 3, 3, 5, 5];

/**
 * What the customers will write and how often it will be delivered: a tenth as many conversations as
 * messages, in bursts, 60 % of the messages delivered more than once. In order of the first delivery.
 */
export const planTraffic = (
  random: Random,
  { messages, durationMs, factor }: TrafficOptions,
): PlannedMessage[] => {
  const customers = Math.max(1, Math.floor(messages / 10));
  const planned: PlannedMessage[] = [];
  while (planned.length < messages) {
    const customer = `customer-${random.between(1, customers)}`;
    const start = random.next() * durationMs;
    const size = Math.min(random.pick(burstSizes), messages - planned.length);
    for (let index = 0; index < size; index++) {
      const at = start + index * random.between(5, 40);
      const first = { at, gateway: random.between(0, 1) };
      const repeated = random.chance(0.6) ? repetitions(random, at, first.gateway, factor) : [];
      planned.push({
        id: `m${planned.length + 1}`,
        customer,
        text: random.pick(questions),
        deliveries: [first, ...repeated],
      });
    }
  }
  return planned.sort((one, other) => firstAt(one) - firstAt(other));
};

const firstAt = ({ deliveries }: PlannedMessage): number => deliveries[0]?.at ?? 0;
