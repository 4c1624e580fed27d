import { type Answers } from './intercom.js';
import { type LocalOperations, type WarmOrder } from './local-operations.js';

/** What this process answers when another one asks. Who may ask is who may use this Redis. */
export const answersOf = (local: LocalOperations): Answers => ({
  report: (scope) => Promise.resolve(local.report(scope as string | undefined)),
  versions: () => Promise.resolve(local.versions()),
  sight: (place) => {
    const { family, scope, id } = place as Place;
    return local.sight(family, scope, id);
  },
  warm: (order) => local.warm(order as WarmOrder),
});

interface Place {
  family: string;
  scope: string;
  id: Parameters<LocalOperations['sight']>[2];
}
