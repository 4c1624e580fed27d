import { type Duplex, pipeline, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Problem } from '#contracts';
import { type ImportFormat } from '#persistence';
import { CsvError, parse } from 'csv-parse';
import streamArray from 'stream-json/streamers/stream-array.js';
import { type Cell, itemOf } from './cells.js';

/** A row as it was read: what it says, or why it says nothing. */
export type ReadRow = { item: unknown } | { unreadable: string };

/** No item comes near it; a file that is one quote long must not be gathered in memory. */
const longestRecord = 1024 * 1024;
/** Between two rows; more than the longest, as parsers read ahead. */
const longestGap = 4 * longestRecord;

type Columns = Readonly<Record<string, Cell>>;

/** @throws Problem `malformed`: without its columns nothing in the file means anything */
const assertHeader = (header: readonly string[], columns: Columns): void => {
  const unknown = header.filter((name) => columns[name] === undefined);
  if (unknown.length > 0) {
    const known = Object.keys(columns).join(', ');
    throw new Problem('malformed', `unknown columns ${unknown.join(', ')}; known are ${known}`);
  }
  if (new Set(header).size < header.length) throw new Problem('malformed', 'a column comes twice');
};

/** What `reader` makes of the file; an error of the file's is the reader's. */
const through = <Row>(file: AsyncIterable<Buffer>, reader: Duplex): AsyncIterable<Row> => {
  pipeline(Readable.from(file, { objectMode: false }), reader, () => undefined);
  return reader;
};

async function* csvRows(file: AsyncIterable<Buffer>, columns: Columns): AsyncGenerator<ReadRow> {
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true };
  const csv = parse({ ...options, max_record_size: longestRecord });
  let header: string[] | undefined;
  for await (const row of through<string[]>(file, csv)) {
    if (header === undefined) {
      header = row.map((name) => name.trim());
      assertHeader(header, columns);
    } else if (row.length === header.length) {
      yield { item: itemOf(header, row, columns) };
    } else {
      yield { unreadable: `has ${row.length} cells, the first line has ${header.length}` };
    }
  }
}

async function* jsonRows(file: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  const values = through<{ value: unknown }>(file, streamArray.withParserAsStream());
  for await (const { value } of values) yield { item: value };
}

const ofLine = (line: string): ReadRow[] => {
  if (line.trim() === '') return [];
  try {
    return [{ item: JSON.parse(line) as unknown }];
  } catch {
    return [{ unreadable: 'is no JSON' }];
  }
};

async function* lineRows(file: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const bytes of file) {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.flatMap(ofLine);
  }
  yield* ofLine(rest + decoder.end());
}

const readers = { csv: csvRows, json: jsonRows, ndjson: lineRows };

/** stream-json has no class of its own for what is wrong with a file. */
const isJsonError = (error: unknown): boolean =>
  error instanceof Error && /^(Parser |Top-level )/.test(error.message);

const asFileProblem = (error: unknown): unknown =>
  error instanceof CsvError || isJsonError(error)
    ? new Problem('malformed', (error as Error).message, { cause: error })
    : error;

/**
 * The rows of a file in their order, read as they are asked for.
 * @throws Problem `malformed` where the file itself cannot be read on
 */
export async function* readRows(
  bytes: AsyncIterable<Buffer>,
  format: ImportFormat,
  columns: Columns,
): AsyncGenerator<ReadRow> {
  let sinceRow = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      sinceRow += chunk.length;
      if (sinceRow > longestGap) throw new Problem('malformed', 'a row is longer than 4 MiB');
      yield chunk;
    }
  }
  try {
    for await (const row of readers[format](counted(), columns)) {
      sinceRow = 0;
      yield row;
    }
  } catch (error) {
    throw asFileProblem(error);
  }
}
