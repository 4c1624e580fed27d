import { describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { freePort, freePorts } from './ports.js';

describe('free ports', () => {
  it('are all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
  });

  it('follow on the preferred one when it is taken, on whatever address', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as AddressInfo;
    try {
      expect(await freePort(port)).toBeGreaterThan(port);
    } finally {
      taken.close();
    }
  });
});
