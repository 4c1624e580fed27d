import { type Histogram, type LabelValues } from 'prom-client';
import { sampledTraceId } from '../tracing/work-context.js';

/** A histogram of seconds whose buckets name a trace each: the last one that fell into it and is sent. */
export class Latency<Label extends string = never> {
  /** @param histogram with exemplars enabled */
  constructor(private readonly histogram: Histogram<Label>) {}

  /** @param traceId by default that of the work under way */
  observe(
    value: number,
    labels: LabelValues<Label> = {},
    traceId: string | undefined = sampledTraceId(),
  ): void {
    // Declared with the histogram's own labels, which an exemplar has not.
    const exemplarLabels = { trace_id: traceId } as LabelValues<string> as LabelValues<Label>;
    this.histogram.observe({ labels, value, ...(traceId !== undefined && { exemplarLabels }) });
  }

  /** There from the start, so that the first one is a change. */
  zero(labels: LabelValues<Label>): void {
    this.histogram.zero(labels);
  }
}
