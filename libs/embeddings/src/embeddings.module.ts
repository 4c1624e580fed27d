import { type Environment, getEnvironmentToken } from '#config';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnModuleDestroy,
} from '@nestjs/common';
import { BuiltinEmbedder } from './builtin-embedder.js';
import { type Embedder } from './embedder.js';
import { RemoteEmbedder } from './remote-embedder.js';

const embedderToken = Symbol('Embedder');

/** An `Embedder`, or null where the operator wants none. */
export const InjectEmbedder = (): ParameterDecorator => Inject(embedderToken);

const embedderOf = (environment: Environment): Embedder | null => {
  const { EMBEDDINGS_MODEL: model, EMBEDDINGS_URL: baseUrl } = environment;
  if (model === 'none') return null;
  if (baseUrl === undefined) return new BuiltinEmbedder();
  return new RemoteEmbedder({ baseUrl, model, apiKey: environment.EMBEDDINGS_API_KEY });
};

@Injectable()
class EmbedderEnd implements OnModuleDestroy {
  constructor(@InjectEmbedder() private readonly embedder: Embedder | null) {}

  async onModuleDestroy(): Promise<void> {
    await this.embedder?.close();
  }
}

@Module({})
export class EmbeddingsModule {
  /**
   * The model that `EMBEDDINGS_MODEL` names (needs ConfigModule).
   * @param embedder another one instead, as tests want it
   */
  static forRoot(embedder?: Embedder | null): DynamicModule {
    return {
      module: EmbeddingsModule,
      global: true,
      providers: [
        embedder === undefined
          ? { provide: embedderToken, inject: [getEnvironmentToken()], useFactory: embedderOf }
          : { provide: embedderToken, useValue: embedder },
        EmbedderEnd,
      ],
      exports: [embedderToken],
    };
  }
}
