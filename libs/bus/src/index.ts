export {
  Bus,
  event,
  question,
  streamQuestion,
  type AskOptions,
  type Event,
  type Handler,
  type Question,
  type StreamHandler,
  type StreamQuestion,
} from './bus.js';
export { mappedCodec, messageCodec, type Codec, type Mapping } from './codec.js';
export { InProcessBus } from './in-process-bus.js';
export { eventSubjectOf, mappedRpc, mappedTold, queueOf, rpc, streamRpc, subjectOf, told } from './rpc.js';
export { parseNatsUrl, type NatsAuth, type NatsConfig, type NatsTls, type Secret } from './nats/config.js';
export { NearBus } from './near-bus.js';
export { NatsBus } from './nats/nats-bus.js';
export type { NatsBusOptions } from './nats/options.js';
export { subjectsMarkdown } from './subjects-markdown.js';
