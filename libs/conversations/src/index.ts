export { close } from './changes/close.js';
export { handOff } from './changes/hand-off.js';
export { reply } from './changes/reply.js';
export { returnToBot } from './changes/return-to-bot.js';
export { heldTurns, type HeldTurn } from './locks/held-turns.js';
export { type ReleasedTurn, releaseTurn } from './locks/release-turn.js';
export { messageState, type MessageProgress } from './messages/message-state.js';
export { replay } from './messages/replay.js';
export { type Operation } from './operation.js';
