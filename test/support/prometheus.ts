import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundProcess, freePort } from '#local-servers';
import { eventually } from './eventually.js';

interface Answer {
  status: 'success' | 'error';
  error?: string;
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
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
    ]);
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, process, directory);
    await eventually('Prometheus is ready', () => prometheus.isReady(), 30_000);
    return prometheus;
  }

  /** What an expression comes to now. @throws Error when Prometheus does not understand it */
  async query(expr: string): Promise<Answer['data']['result']> {
    const query = new URLSearchParams({ query: expr });
    const response = await fetch(`${this.url}/api/v1/query?${query.toString()}`);
    const answer = (await response.json()) as Answer;
    if (answer.status === 'error') throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
    await rm(this.directory, { recursive: true });
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
