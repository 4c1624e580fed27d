import { Problem } from '#contracts';

const maxAttempts = 10;

/** What a change found, and whether it took hold. */
export interface Seen<Status extends string = string> {
  before: Status;
  changed: boolean;
}

/**
 * Runs a statement that changes a conversation only if it is still as the statement saw it, again
 * while others change it in between. Only so does one statement treat a conversation and its
 * messages as one: a message that is admitted while the statement waits for the conversation's row
 * is not in its snapshot, but it moved `last_sequence`.
 *
 * `unchanged` says of what was seen that it is to stay as it is.
 * @throws Problem `not_found`; `conflict` when others were quicker ten times in a row
 */
export const settle = async <Row extends Seen>(
  change: () => Promise<Row[]>,
  unchanged: (row: Row) => boolean,
): Promise<Row> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const [row] = await change();
    if (row === undefined) throw new Problem('not_found');
    if (row.changed || unchanged(row)) return row;
  }
  throw new Problem('conflict', 'the conversation is changing right now: try again');
};
