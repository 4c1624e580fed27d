import { quantile } from '../bench/harness/statistics.ts';
import { type Scenario } from './scenario.ts';
import { type Verdict } from './verdict.ts';

export interface RunResult {
  scenario: Scenario;
  seconds: number;
  verdict: Verdict;
  /** Messages the gateways acknowledged, and the requests it took. */
  acknowledged: number;
  requests: number;
  replies: number;
  /** As the suite counted them, and as the provider knows: replies taken without an answer. */
  ambiguousAttempts: number;
  answersWithheld: number;
  modelCalls: number;
  /** Calls of which no decided reply came, those of superseded turns included. */
  wastedModelCalls: number;
  /** Turns started over for a newer message, as their channel wants it. */
  superseded: number;
  /** Turns and deliveries that did not come to an end. */
  openWork: number;
  /** What reconciliation finds in the database, by kind. */
  brokenChains: Record<string, number>;
  /** Deliveries with a wrong signature. */
  unsigned: number;
  /** Services that died and were started again. */
  restarts: number;
  /** What was injected, and how often. */
  faults: Record<string, number>;
  /** Milliseconds of each acknowledged request. */
  ackMs: number[];
}

/** What any run must hold, whatever failed. @returns complaints, none when all is well */
const brokenPromises = (result: RunResult): string[] => {
  const { verdict, scenario } = result;
  const forbidden = {
    lost: verdict.lost,
    doubled: verdict.doubled,
    ghosts: verdict.ghosts,
    'out of order': verdict.outOfOrder,
    'talked over a human': verdict.talkedOver,
    'ambiguous unnoticed': verdict.unnoticed,
    'read twice': scenario.guarantee === 'at_least_once' ? [] : verdict.repeated,
    unconfirmed: scenario.guarantee === 'at_most_once' ? [] : verdict.unconfirmed,
  };
  const broken = Object.entries(forbidden)
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${ids.length} ${what}: ${ids.slice(0, 5).join(', ')}`);
  if (result.openWork > 0) broken.push(`${result.openWork} pieces of work left open`);
  const chains = Object.entries(result.brokenChains);
  broken.push(...chains.map(([kind, count]) => `reconciliation finds ${kind}: ${count}`));
  if (result.unsigned > 0) broken.push(`${result.unsigned} deliveries with a wrong signature`);
  return broken;
};

/** Without faults every model call counts, and the ambiguous sends are exactly the unanswered. */
const exactFigures = ({ scenario, ...result }: RunResult): string[] => {
  if (scenario.faults !== undefined) return [];
  const complaints: string[] = [];
  if (result.wastedModelCalls !== 0 && !scenario.superseding) {
    complaints.push(`${result.wastedModelCalls} wasted model calls, though nothing failed`);
  }
  if (result.ambiguousAttempts !== result.answersWithheld) {
    complaints.push(
      `${result.ambiguousAttempts} ambiguous attempts counted, ` +
        `${result.answersWithheld} answers withheld by the provider`,
    );
  }
  return complaints;
};

/** The most that may be wasted of a run's model calls under every fault, where it has enough. */
const mostWasted = 0.1;
const enoughCalls = 300;

const wasteComplaint = ({ scenario, modelCalls, wastedModelCalls }: RunResult): string[] =>
  scenario.superseding || modelCalls < enoughCalls || wastedModelCalls <= modelCalls * mostWasted
    ? []
    : [`${wastedModelCalls} of ${modelCalls} model calls wasted`];

const slowAcknowledgement = ({ scenario, ackMs }: RunResult): string[] => {
  const p99 = Math.round(quantile(ackMs, 0.99));
  return scenario.ackP99Ms === undefined || p99 <= scenario.ackP99Ms
    ? []
    : [`acknowledged within ${p99} ms (p99), more than ${scenario.ackP99Ms}`];
};

/** Of a run that is to fail: that it does not, is what is wrong with it. */
const missedAblation = (result: RunResult): string[] => {
  const { ablation } = result.scenario;
  const found = {
    doubled: result.verdict.doubled.length,
    lost: result.verdict.lost.length,
    'wasted model calls': result.wastedModelCalls,
  };
  if (ablation === undefined || found[ablation.expected] > 0) return [];
  return [`nothing ${ablation.expected}: the check did not notice what was missing`];
};

/** What is wrong with a result; empty: as it should be. */
export const complaintsAbout = (result: RunResult): string[] =>
  result.scenario.ablation === undefined
    ? [
        ...brokenPromises(result),
        ...exactFigures(result),
        ...wasteComplaint(result),
        ...slowAcknowledgement(result),
      ]
    : missedAblation(result);
