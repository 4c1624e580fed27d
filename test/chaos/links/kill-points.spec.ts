import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KillPoints } from './kill-points.ts';
import { PostgresFrames, sqlOf } from './postgres-frames.ts';

const frame = (type: string, body: string): Buffer => {
  const content = Buffer.from(body);
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
};
const parse = (sql: string): Buffer => frame('P', `\0${sql}\0\0\0`);
const startUp = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);
const [row, ready] = [frame('D', 'row'), frame('Z', 'I')];

describe('frames of PostgreSQL', () => {
  it('are found however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (texts, cuts) => {
          const stream = Buffer.concat([startUp, ...texts.map(parse)]);
          const frames = new PostgresFrames({ startsUntyped: true });
          const found: (string | undefined)[] = [];
          for (let at = 0; at < stream.length;) {
            const length = Number(cuts.next().value);
            found.push(...frames.read(stream.subarray(at, at + length)).map(sqlOf));
            at += length;
          }
          expect(found).toEqual(texts.map((text) => text.split('\0')[0]));
        },
      ),
    );
  });
});

describe('a kill point', () => {
  const kills = (
    arm: 'before' | 'after',
    withRows = false,
  ): { points: KillPoints; killed: () => number } => {
    const points = new KillPoints();
    let count = 0;
    points.arm({ statement: /COMMITTED/, when: arm, withRows }, () => count++);
    return { points, killed: () => count };
  };

  it('before a statement keeps it from PostgreSQL', () => {
    const { points, killed } = kills('before');
    const tap = points.tap();
    expect(tap.toServer(startUp)).toEqual(startUp);
    expect(tap.toServer(parse('OTHER'))).toBeDefined();
    expect(tap.toServer(parse('COMMITTED'))).toBeUndefined();
    expect(killed()).toBe(1);
  });

  it('after a statement lets it through and keeps the answer from the service', () => {
    const { points, killed } = kills('after');
    const tap = points.tap();
    tap.toServer(startUp);
    expect(tap.toServer(parse('COMMITTED'))).toBeDefined();
    expect(tap.toClient(row)).toBeDefined();
    expect(killed()).toBe(0);
    expect(tap.toClient(ready)).toBeUndefined();
    expect(killed()).toBe(1);
  });

  it('that wants rows waits for a statement that finds some', () => {
    const { points, killed } = kills('after', true);
    const tap = points.tap();
    tap.toServer(Buffer.concat([startUp, parse('COMMITTED')]));
    expect(tap.toClient(ready)).toBeDefined();
    tap.toServer(parse('COMMITTED'));
    tap.toClient(row);
    expect(tap.toClient(ready)).toBeUndefined();
    expect(killed()).toBe(1);
  });

  it('fires once', () => {
    const { points, killed } = kills('before');
    points.tap().toServer(Buffer.concat([startUp, parse('COMMITTED')]));
    expect(points.tap().toServer(Buffer.concat([startUp, parse('COMMITTED')]))).toBeDefined();
    expect(killed()).toBe(1);
  });
});
