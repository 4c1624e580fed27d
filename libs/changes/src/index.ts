export { type Change, type ChangeListener, type ChangeSubject, forgetChanged } from './change.js';
export { ChangeFeed } from './change-feed.js';
export { type ChangeFeedOptions } from './change-feed.options.js';
export { ChangesModule } from './changes.module.js';
