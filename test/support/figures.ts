interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const sampleLine = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/i;
const labelPair = /([a-z_][a-z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/gi;
const commentLine = /^# (HELP|TYPE) (\S+) (.*)$/;

const sampleOf = (line: string): Sample => {
  const [, name, labels = '', value] = sampleLine.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a line of Prometheus' text format: ${line}`);
  const pairs = [...labels.matchAll(labelPair)].map(([, label = '', text = '']) => [label, text]);
  return {
    name,
    labels: Object.fromEntries(pairs) as Record<string, string>,
    value: Number(value),
  };
};

/** What a service's `/metrics` said at one moment. */
export class Figures {
  readonly types = new Map<string, string>();
  readonly help = new Map<string, string>();
  readonly samples: Sample[] = [];

  /** @throws Error on a line that is not in Prometheus' text format */
  constructor(text: string) {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const [, kind, name = '', rest = ''] = commentLine.exec(line) ?? [];
      if (kind === 'TYPE') this.types.set(name, rest);
      else if (kind === 'HELP') this.help.set(name, rest);
      else this.samples.push(sampleOf(line));
    }
  }

  /** Asks a service. @throws Error when it does not answer 200 */
  static async of(serviceUrl: string): Promise<Figures> {
    const response = await fetch(`${serviceUrl}/metrics`);
    if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
    return new Figures(await response.text());
  }

  /** The samples of a name, with these labels and perhaps others. */
  find(name: string, labels: Record<string, string> = {}): Sample[] {
    return this.samples.filter(
      (sample) =>
        sample.name === `tulia_${name}` &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  }

  /** Their sum; 0 when there are none, as for a counter that has not counted yet. */
  sum(name: string, labels: Record<string, string> = {}): number {
    return this.find(name, labels).reduce((sum, { value }) => sum + value, 0);
  }
}
