import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundProcess, freePort } from '#local-servers';
import { eventually } from './eventually.js';

interface Answer<Data> {
  status: 'success' | 'error';
  error?: string;
  data: Data;
}

interface Samples {
  result: { metric: Record<string, string>; value: [number, string] }[];
}

interface Exemplars {
  exemplars: { labels: { trace_id: string } }[];
}

/** A real Prometheus that asks services every second, with our rules. */
export class Prometheus implements AsyncDisposable {
  private constructor(
    private readonly url: string,
    private readonly process: BoundProcess,
    private readonly directory: string,
  ) {}

  /** @param targets `host:port` of the services */
  static async start(
    program: string,
    targets: readonly string[],
    rules: string,
  ): Promise<Prometheus> {
    const directory = await mkdtemp(join(tmpdir(), 'tulia-prometheus-'));
    const port = await freePort();
    const configuration = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [{ job_name: 'tulia', static_configs: [{ targets }] }],
    };
    // JSON is YAML.
    const file = join(directory, 'prometheus.yml');
    await writeFile(file, JSON.stringify(configuration));
    const process = new BoundProcess(program, [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
    ]);
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, process, directory);
    await eventually('Prometheus is ready', () => prometheus.isReady(), 30_000);
    return prometheus;
  }

  /** What an expression comes to now. @throws Error when Prometheus does not understand it */
  async query(expr: string): Promise<Samples['result']> {
    return (await this.ask<Samples>('query', { query: expr })).result;
  }

  /** Traces that the buckets of a histogram have named in the last minute. */
  async exemplars(name: string): Promise<string[]> {
    const now = Date.now() / 1000;
    const range = { start: String(now - 60), end: String(now + 1) };
    const series = await this.ask<Exemplars[]>('query_exemplars', { query: name, ...range });
    return series.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
    await rm(this.directory, { recursive: true });
  }

  private async ask<Data>(path: string, parameters: Record<string, string>): Promise<Data> {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${this.url}/api/v1/${path}?${query}`);
    const answer = (await response.json()) as Answer<Data>;
    if (answer.status === 'error') throw new Error(`${query}: ${answer.error}`);
    return answer.data;
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
