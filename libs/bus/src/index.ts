export { Bus, event, question, type AskOptions, type Event, type Question } from './bus.js';
export { InProcessBus } from './in-process-bus.js';
