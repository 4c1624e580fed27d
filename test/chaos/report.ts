import { quantile } from '../bench/harness/statistics.ts';
import { complaintsAbout, type RunResult } from './run-result.ts';

const columns: [title: string, cell: (result: RunResult) => string | number][] = [
  ['scenario', ({ scenario }) => scenario.name],
  ['seed', ({ scenario }) => scenario.seed],
  ['messages', ({ acknowledged }) => acknowledged],
  ['requests', ({ requests }) => requests],
  ['replies', ({ replies }) => replies],
  ['lost', ({ verdict }) => verdict.lost.length],
  ['doubled', ({ verdict }) => verdict.doubled.length],
  ['ghosts', ({ verdict }) => verdict.ghosts.length],
  ['disorder', ({ verdict }) => verdict.outOfOrder.length],
  ['ambiguous', ({ verdict }) => verdict.ambiguous.length],
  ['unconfirmed', ({ verdict }) => verdict.unconfirmed.length],
  ['read twice', ({ verdict }) => verdict.repeated.length],
  ['over a human', ({ verdict }) => verdict.talkedOver.length],
  ['human', ({ verdict }) => verdict.human.length],
  ['wasted', ({ wastedModelCalls, modelCalls }) => `${wastedModelCalls}/${modelCalls}`],
  ['superseded', ({ scenario, superseded }) => (scenario.superseding ? superseded : '-')],
  ['ack p99', ({ ackMs }) => `${Math.round(quantile(ackMs, 0.99))} ms`],
  ['faults', ({ faults }) => Object.values(faults).reduce((sum, count) => sum + count, 0)],
  ['time', ({ seconds }) => `${seconds} s`],
  ['', (result) => (complaintsAbout(result).length === 0 ? 'ok' : 'FAILED')],
];

export const table = (results: RunResult[]): string => {
  const rows = [
    columns.map(([title]) => title),
    ...results.map((result) => columns.map(([, cell]) => String(cell(result)))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** One line when a run is over. */
export const outcome = (result: RunResult): string => {
  const complaints = complaintsAbout(result);
  const { scenario, seconds, acknowledged } = result;
  const head = `${scenario.name} (seed ${scenario.seed}): ${acknowledged} messages in ${seconds} s`;
  return complaints.length === 0
    ? `  ok      ${head}`
    : [`  FAILED  ${head}`, ...complaints.map((line) => `          ${line}`)].join('\n');
};

/** For machines; latencies as percentiles. */
export const toJson = (results: RunResult[]): object =>
  results.map(({ ackMs, ...result }) => ({
    ...result,
    ack: { p50Ms: Math.round(quantile(ackMs, 0.5)), p99Ms: Math.round(quantile(ackMs, 0.99)) },
    complaints: complaintsAbout({ ackMs, ...result }),
  }));
