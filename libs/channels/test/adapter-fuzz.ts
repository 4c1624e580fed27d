import { Problem } from '#contracts';
import { createRandom, type Random } from '../../../test/support/random.js';
import { type ChannelAdapter, type ChannelConnection } from '../src/channel-adapter.js';
import { OutboundGuard } from '../src/outbound/outbound-guard.js';
import { type AdapterCase } from './adapter-case.js';

/** What a fuzz has found. */
export interface FuzzFindings {
  /** Requests that were read to the end. */
  read: number;
  /** Requests that were refused, as such. */
  refused: number;
  /** Inputs that made the adapter throw anything but a client's problem: a 500. */
  crashed: { input: string; error: string }[];
  /** Milliseconds of the slowest input. */
  slowestMs: number;
}

const nastyTexts: readonly string[] = [
  ...['', ' ', '\u0000', '\ud800', '💥', '9'.repeat(400), 'a'.repeat(20_000)],
  ...['__proto__', 'constructor', '2026-02-30', '-1', 'NaN', 'https://', 'http://[', '{}', '%'],
];

const nasty: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, [], {}, [[]], [null], { length: -1 }, { toString: 1 }],
  ...nastyTexts,
];

/** One value anywhere in a document is replaced, left out, doubled or wrapped. */
const mutatedValue = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) {
    return random.pick([...nasty, [value], { value }, [value, value]]);
  }
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) return random.pick(nasty);
  const at = random.between(0, entries.length - 1);
  const [name, inner] = entries[at] ?? ['', null];
  if (random.chance(0.15)) entries.splice(at, 1);
  else if (random.chance(0.1)) entries.push([random.pick(nastyTexts), inner]);
  else entries[at] = [name, mutatedValue(random, inner)];
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
};

const mutatedBytes = (random: Random, body: Buffer): Buffer => {
  const bytes = [...body];
  for (let edits = random.between(1, 8); edits > 0; edits--) {
    const at = random.between(0, Math.max(0, bytes.length - 1));
    const removed = random.between(0, random.chance(0.1) ? bytes.length : 2);
    const added = Array.from({ length: random.between(0, 3) }, () => random.between(0, 255));
    bytes.splice(at, removed, ...added);
  }
  return Buffer.from(bytes);
};

const mutatedForm = (random: Random, body: Buffer): Buffer => {
  const fields = [...new URLSearchParams(body.toString())];
  const at = random.between(0, fields.length - 1);
  const [name = ''] = fields[at] ?? [];
  fields[at] = [random.chance(0.2) ? random.pick(nastyTexts) : name, random.pick(nastyTexts)];
  return Buffer.from(new URLSearchParams(fields).toString());
};

const mutatedBody = (random: Random, body: Buffer): Buffer => {
  if (random.chance(0.4)) return mutatedBytes(random, body);
  if (body[0] !== '{'.charCodeAt(0)) return mutatedForm(random, body);
  let document: unknown = JSON.parse(body.toString());
  for (let edits = random.between(1, 4); edits > 0; edits--) {
    document = mutatedValue(random, document);
  }
  return Buffer.from(JSON.stringify(document) ?? '');
};

/**
 * Requests that are signed as they should be and say what they should not: nothing stands between
 * them and the parsers. A part of them is signed wrongly.
 */
class Fuzz {
  readonly findings: FuzzFindings = { read: 0, refused: 0, crashed: [], slowestMs: 0 };

  constructor(
    private readonly one: AdapterCase,
    private readonly adapter: ChannelAdapter,
    private readonly connection: ChannelConnection,
  ) {}

  run(random: Random): void {
    const bodies = [this.one.bodyOf('Are you open?'), ...(this.one.otherBodies ?? [])];
    const body = mutatedBody(random, random.pick(bodies));
    const request = this.one.sign(body, this.connection);
    if (random.chance(0.1)) {
      const name = random.pick(this.one.signedHeaders);
      request.headers = { ...request.headers, [name]: random.pick(nastyTexts) };
    }
    const started = performance.now();
    try {
      this.adapter.verify(request, this.connection);
      this.adapter.parse(request, this.connection);
      this.adapter.parseStatuses(request, this.connection);
      this.findings.read += 1;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) this.findings.refused += 1;
      else this.findings.crashed.push({ input: body.toString('latin1'), error: String(error) });
    }
    this.findings.slowestMs = Math.max(this.findings.slowestMs, performance.now() - started);
  }
}

/** The same findings for the same seed. */
export const fuzzAdapter = (one: AdapterCase, seed: number, inputs: number): FuzzFindings => {
  const guard = new OutboundGuard({ allowHosts: [] });
  const fuzz = new Fuzz(one, one.create(guard), one.connection('http://127.0.0.1:1'));
  const random = createRandom(seed);
  for (let input = 0; input < inputs; input++) fuzz.run(random);
  guard.close();
  return fuzz.findings;
};
