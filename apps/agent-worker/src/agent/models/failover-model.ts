import { Logger } from '@nestjs/common';
import { type Completion, type CompletionRequest, type LanguageModel } from './language-model.js';

/** Asks the next model when one fails; an aborted turn is not asked again. */
export class FailoverModel implements LanguageModel {
  private readonly logger = new Logger(FailoverModel.name);

  constructor(
    private readonly first: LanguageModel,
    private readonly next: LanguageModel,
  ) {}

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    try {
      return await this.first.complete(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.logger.warn({ err: error as Error }, 'the model failed; asking the next');
      return this.next.complete(request, signal);
    }
  }
}
