import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { declared, dependencies, drainSeconds, text, type Values, version } from './files.js';

interface ComposeService {
  image: string;
  build?: { args: { SERVICE: string } };
  environment: Values;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
}

const isApplication = (name: string): boolean =>
  existsSync(new URL(`../../apps/${name}/src/main.ts`, import.meta.url));

const compose = (
  parse(text('docker/compose.yml'), { merge: true }) as { services: Record<string, ComposeService> }
).services;
const ours = Object.entries(compose).filter(([, { build }]) => build !== undefined);

describe('Dockerfile', () => {
  it('runs the Node.js that package.json pins', () => {
    expect(text('docker/Dockerfile')).toContain(`\nFROM node:${dependencies['node']}-`);
  });

  it('names applications that exist', () => {
    const [, names = ''] = /^# SERVICE: (.+)\.$/m.exec(text('docker/Dockerfile')) ?? [];
    const services = names.split(/, | or /);
    expect(services.filter(isApplication)).toEqual(services);
    expect(ours.map(([, { build }]) => build?.args.SERVICE).sort()).toEqual(services.sort());
  });
});

describe('compose.yml', () => {
  it.each(ours)('%s: builds what its image is called', (_, { image, build }) => {
    expect(image).toBe(`tulia/${build?.args.SERVICE}:${version}`);
  });

  it.each(ours)('%s: is given only variables that services read', (_, { environment }) => {
    expect(declared).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  it.each(ours)('%s: is restricted', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(Object.entries(compose))(
    '%s: waits for services that can be waited for',
    (_, service) => {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        if (condition === 'service_healthy')
          expect(compose[name]).toHaveProperty('healthcheck.test');
        else expect([name, condition]).toEqual(['migrate', 'service_completed_successfully']);
      }
    },
  );

  it.each(ours.filter(([name]) => name !== 'migrate'))('%s: has time to drain', (_, service) => {
    expect(Number.parseInt(service.stop_grace_period ?? '')).toBeGreaterThan(drainSeconds);
  });
});
