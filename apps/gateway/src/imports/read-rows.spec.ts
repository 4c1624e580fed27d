import { Problem } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkRow } from './check-row.js';
import { itemKinds } from './item-kinds.js';
import { type ReadRow, readRows } from './read-rows.js';

type Format = Parameters<typeof readRows>[1];

async function* inPieces(file: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) {
    await Promise.resolve();
    yield file.subarray(at, at + size);
  }
}

const all = async (read: AsyncIterable<ReadRow>): Promise<ReadRow[]> => {
  const rows: ReadRow[] = [];
  for await (const row of read) rows.push(row);
  return rows;
};

const rowsOf = (format: Format, file: string | Buffer, size = 7): Promise<ReadRow[]> =>
  all(readRows(inPieces(Buffer.from(file), size), format, itemKinds.products.cells));

describe('rows are the same however the file is cut', () => {
  const item = { externalId: 'fern', title: 'Größe “L”', price: { amountMinor: 5 } };

  test.each<[Format, string]>([
    ['csv', '\uFEFFexternalId,title,price.amountMinor\r\nfern,Größe “L”,5\r\n'],
    ['json', JSON.stringify([item])],
    ['ndjson', `\n${JSON.stringify(item)}\r\n`],
  ])('%s', async (format, file) => {
    for (const size of [1, 2, 3, 1000]) {
      expect(await rowsOf(format, file, size)).toEqual([{ item }]);
    }
  });
});

test('a row that does not end is not gathered without end', async () => {
  const endless = Buffer.alloc(5 * 1024 * 1024, 'a');
  await expect(rowsOf('ndjson', endless, 65_536)).rejects.toThrow('longer than 4 MiB');
  const string = Buffer.concat([Buffer.from('[{"title":"'), endless]);
  await expect(rowsOf('json', string, 65_536)).rejects.toThrow('longer than 4 MiB');
  const quote = Buffer.concat([Buffer.from('title\n"'), endless]);
  await expect(rowsOf('csv', quote, 65_536)).rejects.toThrow(Problem);
});

test('what the file comes from and fails is not taken for a fault of the file', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from('title\n'));
    throw new Error('the database is away');
  }
  for (const format of ['csv', 'json', 'ndjson'] as const) {
    const rows = all(readRows(failing(), format, itemKinds.products.cells));
    await expect(rows).rejects.toThrow('the database is away');
  }
});

test.each([
  [{ title: { length: { toString: 1 } } }, 'toString'],
  [{ externalId: 'a', title: 'half \ud800', price: {} }, 'well-formed'],
  ['text', 'expected object'],
  [null, 'expected object'],
])('a row such as %j is refused, not a fault of ours', (item, detail) => {
  const checked = checkRow(itemKinds.products, { item }, 1);
  expect(JSON.stringify(checked)).toContain(detail);
});

test('any file is rows, or a problem of the file', async () => {
  const row = fc.record(
    {
      externalId: fc.string(),
      title: fc.anything(),
      price: fc.anything(),
      variants: fc.array(fc.anything(), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const file = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '[', ']', '{', '}', ':', '\\', '\u0000'),
    }),
    fc.array(row).map((rows) => JSON.stringify(rows)),
    fc.array(row).map((rows) => rows.map((one) => JSON.stringify(one)).join('\n')),
    fc.string().map((rest) => `externalId,title,price.amountMinor\n${rest}`),
  );
  const format = fc.constantFrom<Format>('csv', 'json', 'ndjson');
  await fc.assert(
    fc.asyncProperty(format, file, fc.integer({ min: 1, max: 50 }), async (as, content, size) => {
      try {
        const rows = await rowsOf(as, content, size);
        for (const [index, read] of rows.entries()) {
          const checked = checkRow(itemKinds.products, read, index + 1);
          expect(checked.number).toBe(index + 1);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
    { numRuns: Number(process.env['FUZZ_INPUTS'] ?? 300), seed: 7 },
  );
}, 600_000);
