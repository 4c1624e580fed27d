// `npm run replay -- TENANT INTERACTION [--model=provider/model] [--instructions=…] [--temperature=0.2]`
import { ConfigModule, readEnvironment } from '#config';
import { LoggingModule, MetricsModule } from '#observability';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseArgs } from 'node:util';
import { AgentModule } from '../agent/agent.module.js';
import { Replayer, type ReplayChanges } from './replay.js';

@Module({})
class ReplayModule {
  static forRoot(): DynamicModule {
    return {
      module: ReplayModule,
      imports: [
        ConfigModule.forRoot(readEnvironment()),
        LoggingModule.forRoot('replay'),
        PersistenceModule.forRoot('replay'),
        MetricsModule,
        AgentModule,
      ],
      providers: [Replayer],
    };
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    instructions: { type: 'string' },
    temperature: { type: 'string' },
  },
});
const [tenantId, interactionId] = positionals;
if (tenantId === undefined || interactionId === undefined) {
  console.error('Say which tenant and which interaction: npm run replay -- TENANT INTERACTION');
  process.exit(2);
}
const changes: ReplayChanges = {
  ...(values.model === undefined ? {} : { model: values.model }),
  ...(values.instructions === undefined ? {} : { instructions: values.instructions }),
  ...(values.temperature === undefined ? {} : { temperature: Number(values.temperature) }),
};
const app = await NestFactory.createApplicationContext(ReplayModule.forRoot(), { logger: false });
try {
  const replay = await app.get(Replayer).replay({ tenantId, interactionId }, changes);
  console.log(JSON.stringify(replay, undefined, 2));
} finally {
  await app.close();
}
