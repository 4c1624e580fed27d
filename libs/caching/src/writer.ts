import { prepare } from './entry.js';
import { UnserialisableValueError, ValueTooLargeError } from './errors.js';
import { type Invalidator } from './invalidator.js';
import { type Loads } from './loads.js';
import { type Target } from './target.js';
import { type Tiers } from './tiers.js';

/** Stores values that are known to be current. */
export class Writer {
  constructor(
    private readonly tiers: Tiers,
    private readonly invalidator: Invalidator,
    private readonly loads: Loads,
  ) {}

  /** @throws UnserialisableValueError, ValueTooLargeError */
  async set<Value>(target: Target<Value>, given: Value): Promise<void> {
    const { family, key } = target;
    const { value, json } = prepare(family, given);
    if (json === undefined) throw new UnserialisableValueError(family.name);
    const { maxValueBytes, enabled } = this.tiers.options;
    if (json.length > maxValueBytes) {
      throw new ValueTooLargeError(family.name, json.length, maxValueBytes);
    }
    if (!enabled) return;
    const entry = this.loads.entry(target, { value, json }, this.tiers.clock.micros(), 0);
    await this.invalidator.change(key, (redis) => redis.put(key, entry, json));
    // With Redis the next read fetches it: two setters would race for this process's memory.
    if (this.tiers.redis === undefined) this.tiers.keep(target, entry);
  }
}
