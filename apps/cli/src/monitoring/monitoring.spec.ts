import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dashboards } from './dashboards.js';
import { alertingRules, recordingRules } from './rules.js';

const row = /^\| `([a-z0-9_]+)(?:\{(.+)\})?` \| (\w+) \|/gm;

/** Figures of services with their labels; that the services show them, `test/e2e/metrics.e2e-spec.ts` proves. */
const shown = new Map(
  [...readFileSync('libs/observability/README.md', 'utf8').matchAll(row)].map(
    ([, name = '', labels = '']) => [`tulia_${name}`, labels.split(',').filter((l) => l !== '')],
  ),
);

/** prom-client's own. */
const ofProcess = /^tulia_(process|nodejs)_/;
/** What Prometheus adds to every figure, and to the buckets of a histogram. */
const added = ['instance', 'job', 'le'];

const expressions = [
  ...recordingRules.map(({ record, expr }) => [record, expr] as const),
  ...alertingRules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expr }) => [`${title} / ${panel.title}`, expr] as const),
    ),
  ),
];

const figuresIn = (expr: string): string[] =>
  [...expr.matchAll(/\btulia_\w+/g)].map(([name]) => name);

const baseOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');

describe('what operators watch', () => {
  it.each(expressions)('%s: is made of figures that services show', (_, expr) => {
    const names = figuresIn(expr).filter((name) => !ofProcess.test(name));
    expect(names.filter((name) => !shown.has(name) && !shown.has(baseOf(name)))).toEqual([]);
    const recorded = [...expr.matchAll(/\btulia:[\w:]+/g)].map(([name]) => name);
    expect(recordingRules.map(({ record }) => record)).toEqual(expect.arrayContaining(recorded));
    expect(names.length + recorded.length + figuresIn(expr).length).toBeGreaterThan(0);
  });

  it.each(expressions)('%s: asks for labels that they have', (_, expr) => {
    const known = figuresIn(expr).flatMap(
      (name) => shown.get(name) ?? shown.get(baseOf(name)) ?? [],
    );
    const asked = [
      ...[...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, names = '']) =>
        names.split(/, ?/),
      ),
      ...[...expr.matchAll(/[{,]\s*(\w+)(?:=~|!=|!~|=)"/g)].map(([, name = '']) => name),
    ];
    expect(asked.filter((label) => ![...known, ...added].includes(label))).toEqual([]);
  });

  it.each(alertingRules.map((rule) => [rule.alert, rule] as const))(
    '%s: has a runbook that names it',
    (alert, { runbook }) => {
      const file = `docs/runbooks/${runbook}.md`;
      expect(existsSync(file) && readFileSync(file, 'utf8').includes(alert)).toBe(true);
    },
  );

  it('has one name for each alert, dashboard and panel', () => {
    const names = [
      ...alertingRules.map(({ alert }) => alert),
      ...dashboards.map(({ uid }) => uid),
      ...dashboards.flatMap(({ uid, panels }) => panels.map(({ title }) => `${uid} ${title}`)),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});
