import { type createClient } from 'redis';

type Client = ReturnType<typeof createClient>;

/** Processes that wait here go on together, once each time the gate is opened for so many. */
export const waitAt = async (client: Client, gate: string): Promise<void> => {
  await client.blPop(gate, 0);
};

export const openFor = async (client: Client, gate: string, processes: number): Promise<void> => {
  await client.rPush(
    gate,
    Array.from({ length: processes }, () => 'go'),
  );
};
