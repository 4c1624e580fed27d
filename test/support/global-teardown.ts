import { type ServersToStop } from './global-setup.js';

export default async function tearDown(): Promise<void> {
  await (globalThis as unknown as ServersToStop).stopTestServers();
}
