import { freePort, type LocalServer } from '#local-servers';
import { setTimeout as delay } from 'node:timers/promises';
import { query } from './database.ts';
import { openWork, readStored, type Stored } from './evidence.ts';
import { FaultInjector } from './fault-injector.ts';
import { planFaults, type PlannedFault } from './fault-plan.ts';
import { Model } from './model.ts';
import { Provider } from './provider.ts';
import { Operator } from './operator.ts';
import { createRandom, type Random } from '../support/random.ts';
import { reconcile } from './reconcile.ts';
import { type RunResult } from './run-result.ts';
import { type Scenario } from './scenario.ts';
import { copyShop, type Shop } from './shop.ts';
import { ChaosSuite, replicas } from './suite.ts';
import { timesDividedBy } from './times.ts';
import { planTraffic } from './traffic-plan.ts';
import { Traffic } from './traffic.ts';
import { judge } from './verdict.ts';

export interface RunServers {
  directory: string;
  /** A new one after a run that restarted it. */
  postgres: LocalServer;
  shop: Shop;
}

/** When nothing has changed for this long, what is open stays open. */
const stillForMs = ({ factor, ablation }: Scenario): number =>
  // The seventh repetition of a delivery comes after 64 times the first pause, and a fifth.
  ablation === undefined ? timesDividedBy(factor).SEND_RETRY_MS * 80 : 10_000;

/** Waits until all work is done. @returns how much is not */
const settle = async (url: string, provider: Provider, stillMs: number): Promise<number> => {
  let last = '';
  let changedAt = performance.now();
  for (;;) {
    const open = await openWork(url);
    const now = `${open} ${provider.log.length}`;
    if (now !== last) changedAt = performance.now();
    if (open === 0 || performance.now() - changedAt > stillMs) return open;
    last = now;
    await delay(250);
  }
};

const faultsOf = (scenario: Scenario, random: Random, links: number): PlannedFault[] => {
  const { faults, durationMs, factor } = scenario;
  if (faults === undefined) return [];
  if ('plan' in faults) return faults.plan;
  const { LEASE_MS: leaseMs, BULL_LOCK_MS: jobLockMs } = timesDividedBy(factor);
  return planFaults(random, { ...faults, durationMs, leaseMs, jobLockMs, replicas, links });
};

/** A shop, a provider and a model of its own, and the suite between them. */
const setUp = async (
  scenario: Scenario,
  servers: RunServers,
  random: Random,
): Promise<{
  url: string;
  suite: ChaosSuite;
  provider: Provider;
  model: Model;
  traffic: Traffic;
}> => {
  const { seed, factor, guarantee, troubles, superseding, ablation } = scenario;
  const times = timesDividedBy(factor);
  const [provider, model, deliveryPort] = await Promise.all([
    Provider.start(),
    Model.start(),
    freePort(),
  ]);
  const { url, channels } = await copyShop(servers.postgres.url, servers.shop, {
    name: `run_${Date.now()}`,
    deliveryUrl: `http://127.0.0.1:${deliveryPort}/replies`,
    guarantee,
    superseding,
  });
  if (ablation?.sql !== undefined) await query(url, ablation.sql);
  const recognisesKeys = guarantee === 'exactly_once';
  const secret = servers.shop.channel.secret;
  provider.tell({ command: 'configure', seed, secret, recognisesKeys, troubles });
  const slow = { slowMs: times.LEASE_MS * 1.3, slowShare: scenario.slowModelCalls };
  model.tell({ command: 'configure', seed, ...slow });
  const environment = Object.fromEntries(
    Object.entries(times).map(([name, ms]) => [name, String(ms)]),
  );
  const suite = await ChaosSuite.start(
    {
      ...{ directory: servers.directory, postgres: servers.postgres, databaseUrl: url },
      ...{ provider, model, redis: scenario.redis },
      environment: { ...environment, ...ablation?.environment },
      clockSkewMs: random.between(-8, 8) * 60_000,
    },
    deliveryPort,
  );
  const gateways = suite.of('gateway').map((gateway) => gateway.url);
  return { url, suite, provider, model, traffic: new Traffic({ gateways, channels }) };
};

/** Runs one scenario from an empty shop to the verdict. */
export const run = async (scenario: Scenario, servers: RunServers): Promise<RunResult> => {
  const startedAt = performance.now();
  const random = createRandom(scenario.seed);
  const plan = planTraffic(random, scenario);
  const { url, suite, provider, model, traffic } = await setUp(scenario, servers, random);
  const gateways = suite.of('gateway').map((gateway) => gateway.url);
  const operator = new Operator({ gateways, key: servers.shop.operatorKey, databaseUrl: url });
  const injector = new FaultInjector(suite, provider, model, operator);
  try {
    const faults = faultsOf(scenario, random, suite.links().length);
    const [report] = await Promise.all([traffic.run(plan), injector.run(faults)]);
    injector.calm();
    const open = await settle(url, provider, stillForMs(scenario));
    const stored: Stored = await readStored(url);
    const brokenChains = await reconcile(url);
    const { acknowledged, requests, ackMs } = report;
    const total = (count: 'restarts' | 'superseded'): number =>
      suite.services.reduce((sum, service) => sum + service[count], 0);
    return {
      scenario,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      verdict: judge({ ...stored, acknowledged, takes: provider.log }),
      acknowledged: acknowledged.length,
      requests,
      replies: stored.replies.length,
      ambiguousAttempts: stored.replies.reduce((sum, reply) => sum + reply.ambiguousAttempts, 0),
      answersWithheld: provider.log.filter(({ answered }) => !answered).length,
      modelCalls: model.calls,
      wastedModelCalls: model.calls - stored.wordedByModel,
      superseded: total('superseded'),
      openWork: open,
      brokenChains,
      unsigned: provider.unsigned,
      restarts: total('restarts'),
      faults: injector.injected,
      ackMs,
    };
  } finally {
    servers.postgres = suite.postgres;
    await suite.stop();
    provider.stop();
    model.stop();
  }
};
