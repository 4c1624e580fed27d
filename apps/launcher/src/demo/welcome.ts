import { say } from '../console.js';
import { type ReadyInfo } from '../ready-file.js';
import { type Reply } from './reply-receiver.js';

export const showReply = ({ text }: Reply): void => say(`  reply → ${text}`);

const isServed = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
};

/** Where to go from here. */
export const showWelcome = async (info: ReadyInfo, dataDir: string): Promise<void> => {
  const consoleUrl = `${info.gatewayUrl}/console`;
  say('');
  for (const url of info.gatewayUrls) say(`  API      ${url}`);
  if (await isServed(consoleUrl)) say(`  Console  ${consoleUrl}`);
  say(`  Webhook  ${info.gatewayUrl}/v1/webhooks/${info.demo.channels.webhook.id}`);
  say(`  Keys     ${dataDir}/ready.json`);
  say(`  Logs     ${dataDir}/logs`);
  say('  Ask      npm run ask -- "Do you sell helmets?"');
  say('\nCtrl-C stops everything.');
};
