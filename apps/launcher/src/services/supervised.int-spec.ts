import { BoundProcess } from '#local-servers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { Supervised, type SupervisedOptions } from './supervised.js';

const node = (script: string): BoundProcess => new BoundProcess(process.execPath, ['-e', script]);
const forever = 'setInterval(() => {}, 1000)';

describe('a supervised process', () => {
  const events = new EventEmitter();
  let supervised: Supervised;
  afterEach(async () => void (await supervised.stop()));

  const supervise = async (start: SupervisedOptions['start']): Promise<void> => {
    supervised = new Supervised({
      start,
      onCrash: (reason, restartInMs) => events.emit('crash', reason, restartInMs),
      onReplaced: () => events.emit('replaced'),
    });
    await supervised.start();
  };

  it('is started again when it crashes, later each time', async () => {
    const scripts = ['process.exit(3)', 'process.kill(process.pid, "SIGKILL")', forever];
    const first = once(events, 'crash');
    await supervise(() => node(scripts.shift()!));
    expect(await first).toEqual(['exited with code 3', 500]);
    expect(supervised.pid).toBeUndefined();
    expect(await once(events, 'crash')).toEqual(['was killed by SIGKILL', 1000]);
    await once(events, 'replaced');
    expect(supervised.pid).toBeGreaterThan(0);
    expect(supervised.crashes).toBe(2);
  });

  it('stays down once it is stopped', async () => {
    const children: BoundProcess[] = [];
    await supervise(() => {
      children.push(node(forever));
      return children[0]!;
    });
    await expect(supervised.stop()).resolves.toBe('ended');
    expect(children.map(({ running }) => running)).toEqual([false]);
    expect(supervised.pid).toBeUndefined();
  });

  it('stays down when it is stopped between a crash and the next start', async () => {
    const crash = once(events, 'crash');
    let starts = 0;
    await supervise(() => {
      starts += 1;
      return node('process.exit(1)');
    });
    await crash;
    await supervised.stop();
    expect(starts).toBe(1);
  });

  it('counts a start that fails as one more crash', async () => {
    const starts = [
      () => node('process.exit(1)'),
      () => Promise.reject(new Error('no room')),
      () => node(forever),
    ];
    const first = once(events, 'crash');
    await supervise(() => starts.shift()!());
    await first;
    expect(await once(events, 'crash')).toEqual(['no room', 1000]);
    await once(events, 'replaced');
  });
});
