import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All names start with it. */
const prefix = 'tulia_';

export interface Sample<Label extends string> {
  labels: Record<Label, string>;
  value: number;
}

/**
 * The figures of one application, in a registry of its own: several may run in one process. Each
 * feature makes the figures it knows about, once. Labels have few values; a tenant's id is none.
 *
 * `help` is a sentence, and what the table in this lib's README says of the figure.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix });
  }

  /** @param name without the prefix, ends in `_total` */
  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter<Label>({ ...this.options(name, help), labelNames });
  }

  /**
   * @param name without the prefix, ends in its unit
   * @param buckets upper bounds in that unit, ascending
   */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram<Label>({ ...this.options(name, help), buckets, labelNames });
  }

  /**
   * A figure that is looked up whenever it is asked for.
   * @param sample must be quick, bounded in time, and not throw; no samples: nothing is known now
   */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    sample: () => readonly Sample<Label>[] | Promise<readonly Sample<Label>[]>,
  ): void {
    new Gauge<Label>({
      ...this.options(name, help),
      labelNames,
      async collect() {
        const samples = await sample();
        this.reset();
        // Without labels a reset gauge says 0, which is a statement as well.
        if (labelNames.length === 0) this.remove();
        for (const { labels, value } of samples) this.set(labels, value);
      },
    });
  }

  /**
   * A counter that is kept elsewhere, and looked up whenever it is asked for.
   * @param name without the prefix, ends in `_total`
   * @param sample as for a gauge; a value never goes down
   */
  total<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    sample: () => readonly Sample<Label>[],
  ): void {
    new Counter<Label>({
      ...this.options(name, help),
      labelNames,
      collect() {
        this.reset();
        for (const { labels, value } of sample()) this.inc(labels, value);
      },
    });
  }

  /** All figures in Prometheus' text format (version 0.0.4). */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private options(
    name: string,
    help: string,
  ): { name: string; help: string; registers: Registry[] } {
    return { name: `${prefix}${name}`, help, registers: [this.registry] };
  }
}
