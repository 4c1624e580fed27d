import { Injectable } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  type Metric,
  type OpenMetricsContentType,
  Registry,
  type RegistryContentType,
} from 'prom-client';
import { Latency } from './latency.js';

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
  /** OpenMetrics, as prom-client has exemplars in no other. */
  private readonly registry = new Registry<OpenMetricsContentType>();

  constructor() {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
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
   * A histogram of seconds whose buckets name a trace each, for whoever asks in OpenMetrics.
   * @param name without the prefix, ends in `_seconds`
   * @param buckets upper bounds in seconds, ascending
   */
  latency<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ): Latency<Label> {
    const options = { ...this.options(name, help), buckets, labelNames, enableExemplars: true };
    return new Latency(new Histogram<Label>(options));
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
    return this.written(new Registry());
  }

  /** All figures as OpenMetrics (version 1.0.0), with exemplars. */
  openMetrics(): Promise<string> {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    return this.written(registry);
  }

  private written(registry: Registry<RegistryContentType>): Promise<string> {
    // Views: prom-client renames the counters that it writes as OpenMetrics.
    for (const metric of this.registry.getMetricsAsArray() as unknown as Metric[]) {
      registry.registerMetric(Object.create(metric) as Metric);
    }
    return registry.metrics();
  }

  private options(
    name: string,
    help: string,
  ): { name: string; help: string; registers: [Registry<OpenMetricsContentType>] } {
    return { name: `${prefix}${name}`, help, registers: [this.registry] };
  }
}
