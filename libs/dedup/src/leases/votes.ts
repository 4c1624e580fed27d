import { ExecutionError, ResourceLockedError } from 'redlock';

/** How the nodes answered where no majority said yes. Nodes that failed are in neither number. */
export interface Votes {
  readonly granted: number;
  /** The lock is another's there, or gone. */
  readonly refused: number;
  readonly quorum: number;
}

/**
 * Redlock reports a held lock and a dead node with the same error; its votes tell them apart.
 * Resolves when every node has answered or timed out. Undefined: the error has no votes.
 */
export async function votesOf(error: unknown): Promise<Votes | undefined> {
  const stats = error instanceof ExecutionError ? await error.attempts.at(-1) : undefined;
  if (stats === undefined) return undefined;
  const against = [...stats.votesAgainst.values()];
  return {
    granted: stats.votesFor.size,
    refused: against.filter((vote) => vote instanceof ResourceLockedError).length,
    quorum: stats.quorumSize,
  };
}
